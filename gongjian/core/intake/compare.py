"""What a row would do to the list: it is new, changes what is there, says the same, or stays out."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.intake.spec import Entry, IntakeField, Key, Known
from gongjian.core.intake.values import text_of
from gongjian.core.refusal import Refused
from gongjian.lib.masks import mask_id_number, mask_name, mask_phone, mask_text

LONGEST = 80


@dataclass(slots=True)
class Bad:
    """A row that stays out, and why."""

    row: int
    reason: str


@dataclass(slots=True)
class Sorted:
    """A chunk of rows against what is stored. `changed` names the fields that differ."""

    new: list[Entry] = field(default_factory=list)
    changed: list[tuple[Entry, Known, list[str]]] = field(default_factory=list)
    same: int = 0
    bad: list[Bad] = field(default_factory=list)


def sort_out(entries: Sequence[Entry], known: Mapping[Key, Known]) -> Sorted:
    """Which entries are new, which change something, which are the same. An empty cell changes nothing."""
    found = Sorted()
    for entry in entries:
        stored = known.get(entry.key)
        if stored is None:
            found.new.append(entry)
        elif names := differing(entry.values, stored.values):
            found.changed.append((entry, stored, names))
        else:
            found.same += 1
    return found


def differing(given: Mapping[str, Any], stored: Mapping[str, Any]) -> list[str]:
    """Names of the fields for which the file says something else than what is stored."""
    return [name for name, value in given.items() if name in stored and not alike(value, stored[name])]


def alike(given: Any, stored: Any) -> bool:
    """Whether both say the same; moments count to the second, several choices in whatever order."""
    if isinstance(given, list) and isinstance(stored, list):
        return sorted(given) == sorted(stored)
    if isinstance(given, dt.datetime) and isinstance(stored, dt.datetime):
        return given.replace(microsecond=0) == stored.replace(microsecond=0)
    return bool(given == stored)


class FirstOnly:
    """Lets each natural key pass once: the second row of the same key stays out and names the first."""

    def __init__(self) -> None:
        self.rows: dict[Key, int] = {}

    def demand(self, entry: Entry) -> None:
        """Raise Refused when the key came before."""
        first = self.rows.setdefault(entry.key, entry.row)
        if first != entry.row:
            raise Refused(_("row %(row)d says the same already; this one was left out") % {"row": first})


def chunks(rows: Iterable[Any], *, size: int) -> Iterator[list[Any]]:
    """The rows in lists of at most `size`."""
    held: list[Any] = []
    for row in rows:
        held.append(row)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


def in_words(value: Any, one: IntakeField | None) -> str:
    """A value as a preview shows it: personal ones masked, long ones cut."""
    if value is None or value == "":
        return "–"
    if one is not None and one.personal:
        return masked(str(value), one)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if one is not None and one.choices and not callable(one.choices):
        known = dict(one.choices)
        codes = value if isinstance(value, list) else [value]
        value = "、".join(str(known.get(code, code)) for code in codes)
    text = mask_text(" ".join(str(value).split())).text
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def masked(text: str, one: IntakeField) -> str:
    """A personal value as it may be shown."""
    if one.kind == "phone":
        return mask_phone(text)
    if one.kind == "identity":
        return mask_id_number(text)
    return mask_name(text) if len(text) <= 12 else mask_text(text[:LONGEST]).text


def cell_in_words(cell: Any, one: IntakeField | None) -> str:
    """A cell of the file as a page shows it: masked as a person's if that is what its column means, else wherever a number
    of a person stands in it."""
    text = text_of(cell)
    return masked(text, one) if one and one.personal else " ".join(mask_text(text).text.split())
