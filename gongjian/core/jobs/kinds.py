"""Which kinds of one-off tasks there are: the manifests declare them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gongjian.core.manifest import manifests
from gongjian.core.words import Words

if TYPE_CHECKING:
    from gongjian.core.jobs.turn import Turn


@dataclass(frozen=True, slots=True)
class TaskKind:
    """`run(turn)` does the work and may be called again from the start at any time, so it goes on from what it stored.

    After `attempts` turns that got no further the task has failed. Kinds of one `lane` are done one after another by
    each worker; another lane does not wait for them.
    """

    name: str
    label: Words
    run: Callable[["Turn"], None]
    attempts: int = 5
    lane: str = "tasks"


@cache
def task_kinds() -> dict[str, TaskKind]:
    """All kinds by name. Raises ValueError when two manifests declare the same."""
    found: dict[str, TaskKind] = {}
    for module in manifests():
        for kind in module.tasks:
            if kind.name in found:
                raise ValueError(f"the task kind {kind.name} is declared twice")
            found[kind.name] = kind
    return found


def lanes() -> list[str]:
    """The lanes that the kinds name, sorted."""
    return sorted({kind.lane for kind in task_kinds().values()})
