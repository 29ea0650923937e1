"""What modules raise for a meeting of an area: rows that are no matters, with what a list of choices shows of them."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongjian.core.links.faces import nodes

if TYPE_CHECKING:
    from django.db import models

    from gongjian.core.people.access import Access


@dataclass(frozen=True, slots=True)
class Raised:
    """A row worth talking of: `code` ("app.model:id") names it in a form."""

    code: str
    label: str
    title: str
    hint: str
    url: str
    row: "models.Model"


def raised_in(path: str, access: "Access", *, now: dt.datetime) -> list[Raised]:
    """What the modules raise for the area at `path`, as far as the person may read it; one query per kind of row."""
    return [
        Raised(
            f"{node.model}:{row.pk}", str(node.label), node.title(row), node.hint(row) if node.hint else "", node.url(row), row
        )
        for node in nodes().values()
        if node.raised is not None
        for row in node.raised(access, path, now)
    ]  # fmt: skip
