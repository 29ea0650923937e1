"""Which column means which field: as it is stored, remembered by its headings, kept under a name, and as a JSON file."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from gongjian.core.intake.models import SavedMapping
from gongjian.core.intake.names import folded
from gongjian.core.refusal import Refused
from gongjian.lib.day_order import ORDERS

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.people.models import Person

DAY_ORDERS = ("", *ORDERS)
KEYS = ("ledger", "columns", "dates", "options", "words")


@dataclass(frozen=True, slots=True)
class Columns:
    """A choice: field name ("" : left out) by the column's heading, the order of days and months in texts such as
    3/5/2024 ("dmy", "mdy", "ymd", or "" where the file itself shows it), the importer's options, and what words in cells mean:
    field → text of the cell → value."""

    by_heading: Mapping[str, str] = field(default_factory=dict)
    day_order: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def by_number(self, names: Sequence[str]) -> dict[int, str]:
        """The chosen field of each column of a file with these headings, by the column's number from 0."""
        known = {folded(heading): name for heading, name in self.by_heading.items()}
        return {
            place: name
            for place, label in enumerate(labels(names))
            if (name := known.get(folded(label)) or "") != ""
        }


def labels(names: Sequence[str]) -> list[str]:
    """The headings, each once: the second of the same name gets "#2"; a column without a heading is called by its
    place."""
    seen: dict[str, int] = {}
    found = []
    for place, name in enumerate(names):
        plain = " ".join(name.split()) or f"#{place + 1}"
        seen[plain] = seen.get(plain, 0) + 1
        found.append(plain if seen[plain] == 1 else f"{plain} #{seen[plain]}")
    return found


def note_title() -> str:
    """The heading of the column in which a workbook of rows that stayed out says why."""
    return _("Why it stayed out")


def is_note(name: str) -> bool:
    """Whether a column was added by ourselves: it is never taken in."""
    titles = set()
    for language in ("zh-hans", "en"):
        with override(language):
            titles.add(folded(note_title()))
    return folded(name) in titles


def key_of(names: Sequence[str]) -> str:
    """The set of headings as a digest: the same columns in another order are the same."""
    kept = sorted({folded(name) for name in names if name.strip() and not is_note(name)})
    return hashlib.sha256("\n".join(kept).encode("utf-8", "replace")).hexdigest()


def remembered(office: "Area", ledger: str, names: Sequence[str]) -> Columns | None:
    """What was chosen when the same headings came last."""
    found = SavedMapping.objects.filter(office=office, ledger=ledger, name="", headings=key_of(names)).first()
    return columns_of(found) if found else None


def named(office: "Area", ledger: str, name: str) -> Columns:
    """What is kept under a name. Raises Refused when there is nothing."""
    found = SavedMapping.objects.filter(office=office, ledger=ledger, name=name).first() if name else None
    if found is None:
        raise Refused(
            _("There is no choice of columns called “%(name)s”.") % {"name": name[:60]}, field="mapping"
        )
    return columns_of(found)


def columns_of(saved: SavedMapping) -> Columns:
    """A stored choice as a value."""
    return Columns(saved.columns, saved.day_order, saved.options, saved.words)


def remember(
    office: "Area",
    ledger: str,
    columns: Columns,
    *,
    names: Sequence[str],
    person: "Person | None",
    now: dt.datetime,
    name: str = "",
) -> SavedMapping:
    """Keep a choice, by its headings or under a name; what was kept there before is replaced."""
    where: dict[str, Any] = {"office": office, "ledger": ledger, "name": name[:60]}
    if not name:
        where["headings"] = key_of(names)
    facts = {
        "headings": key_of(names), "columns": dict(columns.by_heading), "day_order": columns.day_order,
        "options": dict(columns.options), "words": {key: dict(value) for key, value in columns.words.items()},
        "person": person, "used_at": now,
    }  # fmt: skip
    return SavedMapping.objects.update_or_create(**where, defaults=facts)[0]


def to_json(ledger: str, columns: Columns) -> str:
    """A choice as a file that can be carried to another office or given to the command line."""
    said = {
        "ledger": ledger, "columns": dict(columns.by_heading), "dates": columns.day_order,
        "options": dict(columns.options), "words": {key: dict(value) for key, value in columns.words.items()},
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def from_json(text: str | bytes, *, ledger: str) -> Columns:
    """Read such a file. Raises Refused in words when it is none, or one for another list."""
    try:
        said: Any = json.loads(text)
    except ValueError as error:
        raise Refused(
            _("This is no file of a choice of columns: it is not JSON."), field="mapping"
        ) from error
    if not isinstance(said, dict) or not isinstance(said.get("columns"), dict) or set(said) - set(KEYS):
        words = _("This is no file of a choice of columns: it holds “columns” and, if wanted, %(others)s.")
        raise Refused(words % {"others": ", ".join(KEYS)}, field="mapping")
    if said.get("ledger", ledger) != ledger:
        words = _("This choice of columns is for the list “%(other)s”, not for “%(list)s”.")
        raise Refused(words % {"other": str(said["ledger"])[:40], "list": ledger}, field="mapping")
    if said.get("dates", "") not in DAY_ORDERS:
        raise Refused(_("“dates” is dmy, mdy, ymd or empty."), field="mapping")
    words_ = said.get("words") or {}
    options = said.get("options") or {}
    if not isinstance(options, dict) or not _is_words(words_):
        raise Refused(_("“options” and “words” hold names with their values."), field="mapping")
    return Columns(
        {str(heading): str(name or "") for heading, name in said["columns"].items()},
        said.get("dates", ""),
        {str(name): str(value) for name, value in options.items()},
        {str(name): {str(a): str(b) for a, b in meant.items()} for name, meant in words_.items()},
    )


def _is_words(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, dict) for one in value.values())
