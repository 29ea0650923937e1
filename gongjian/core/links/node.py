"""What a manifest says so that rows which are no matters stand in threads: `Module(threads=(ThreadNode(…),))`."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongjian.core.words import Words

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gongjian.core.people.access import Access


@dataclass(frozen=True, slots=True)
class ThreadNode:
    """Rows of one model ("app.model") in threads.

    `visible(access)` gives the rows that the person may read, with all that `title`, `url` and `hint` touch selected.
    `until(row)` is the last day on which the thing holds, for what must not outlast it (None: no end).
    `offered(unit_ids)` gives those rows that the units have to give today, of rows that are something to give: what an
    agreement can promise, and whose deliveries count for it.
    `raised(access, path, now)` gives those rows that a meeting of the area at `path` should hear of now, the weightiest
    first: kinds, places, numbers, never persons. A meeting that takes one up is linked with it, and so is what it decides.
    """

    model: str
    label: Words
    visible: "Callable[[Access], Any]"
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    hint: Callable[[Any], str] | None = None
    icon: str = "link"
    until: Callable[[Any], dt.date | None] | None = None
    offered: "Callable[[Sequence[int]], QuerySet[Any]] | None" = None
    raised: "Callable[[Access, str, dt.datetime], Sequence[Any]] | None" = None
