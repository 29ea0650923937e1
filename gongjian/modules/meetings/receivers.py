"""Promises made in other modules' things become rows of the one list."""

from gongjian.core.events import on
from gongjian.core.items.events import PromiseMade
from gongjian.modules.meetings.actions.deciding import promise


@on(PromiseMade)
def write_down(event: PromiseMade) -> None:
    """Wherever it was made, it has an owner and a date from now on."""
    promise(
        event.area, title=event.title, unit=event.unit, to_whom=event.to_whom, due_on=event.due_on, said_in=event.said_in,
        comes_from=event.made_in, actor=None, now=event.now,
    )  # fmt: skip
