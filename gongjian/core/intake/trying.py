"""One row after the other through the product's own acts: what is refused is kept as the answer, what was written for it
before is undone."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from django.db import transaction

from gongjian.core.refusal import Refused

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")


def each(things: Iterable[Thing], act: Callable[[Thing], int]) -> list[int | Refused]:
    """Of each the id that the act gave, or why it alone was left out; what one of them wrote before it was refused is gone."""
    return [_tried(act, thing) for thing in things]


def refused_of(ids: Iterable[int], act: Callable[[int], object]) -> Mapping[int, Refused]:
    """The ids for which the act was refused, with the reason; it is done for all others."""
    held = list(ids)
    answers = [_tried(act, pk) for pk in held]
    return {pk: answer for pk, answer in zip(held, answers, strict=True) if isinstance(answer, Refused)}


def _tried(act: Callable[[Thing], Answer], thing: Thing) -> Answer | Refused:
    try:
        with transaction.atomic():
            return act(thing)
    except Refused as refused:
        return refused
