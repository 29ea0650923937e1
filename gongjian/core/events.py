"""Typed events between modules: the sender names no receiver, a receiver never names the sender's module."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
_receivers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def on(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a receiver; put it in a module's `receivers.py`, which is loaded when the product starts."""

    def register(receiver: Callable[[E], None]) -> Callable[[E], None]:
        _receivers[event_type].append(receiver)
        return receiver

    return register


def is_heard(event_type: type[Any]) -> bool:
    """Whether anybody listens: whoever would send thousands need not make them for nobody."""
    return bool(_receivers.get(event_type))


def emit(event: object) -> None:
    """Hand the event to every receiver, inside the sender's transaction: a receiver that fails undoes the act."""
    for receiver in _receivers[type(event)]:
        receiver(event)
