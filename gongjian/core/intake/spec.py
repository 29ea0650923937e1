"""What a list takes in from a workbook: its fields, its natural key, and who writes the rows."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from gongjian.core.refusal import Refused
from gongjian.core.words import Words

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.people.access import Access
    from gongjian.core.people.models import Person

Choices = Sequence[tuple[str, Words]]
Key = tuple[str, ...]


class FieldKind(StrEnum):
    """What a cell must hold, and what it becomes: text; Decimal; int; date; aware datetime; a choice's code; a list of codes; bool;
    an `Area`, `Unit` or `Person` of the office; a telephone or identity number as digits."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"
    AREA = "area"
    UNIT = "unit"
    PERSON = "person"
    PHONE = "phone"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows go and who brings them. `options` are the importer's own ("year", "plan"); `now` is the moment at
    which the whole file was confirmed, the same for all chunks."""

    office: "Area"
    now: dt.datetime
    actor: "Person | None" = None
    access: "Access | None" = None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeField:
    """One field that a column can fill. `synonyms` are other headings by which offices call it; `longest` counts
    characters; `choices` are (code, words) and cells may hold either. `day_only` names the boolean value that is set
    beside a MOMENT when the cell held a day without an hour. `personal` values never stand in a preview unmasked."""

    name: str
    label: Words
    kind: FieldKind = FieldKind.TEXT
    synonyms: tuple[str, ...] = ()
    required: bool = False
    choices: Choices | Callable[[Place], Choices] = ()
    longest: int = 200
    day_only: str = ""
    personal: bool = False
    help: Words = ""


@dataclass(slots=True)
class Entry:
    """One row, converted: `row` is its number as the spreadsheet counts, `values` holds only what the file gave."""

    row: int
    key: Key
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored under a natural key: the row's id, and its values by the names of the fields, in the types that
    an entry has, so that both can be compared. Fields that never change once stored are left out."""

    id: int
    label: str
    values: Mapping[str, Any]


class Taker(Protocol):
    """The module's side of an intake. `check` must not query per row; `known` and `add` work on a chunk (at most 500
    entries) with a number of queries that does not depend on its length, inside the caller's transaction."""

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """The natural key of a row; where the file bears no number of its own, one made of what it says."""

    def check(self, entry: Entry, place: Place) -> None:
        """Raise Refused where the values, each right by itself, do not fit together. No queries."""

    def known(self, keys: Sequence[Key], place: Place) -> Mapping[Key, Known]:
        """What is stored under these keys in the office."""

    def add(self, entries: Sequence[Entry], place: Place) -> Sequence[int | Refused]:
        """Write new rows in bulk, through the product's own actions' rules and with their trail; the new row's id, or
        why this row alone was left out."""

    def change(self, entry: Entry, known: Known, names: Sequence[str], place: Place) -> None:
        """Write the changed fields `names` of one known row, with its trail. Raise Refused where it must not change."""

    def withdraw(self, ids: Sequence[int], place: Place, *, reason: str) -> Mapping[int, Refused]:
        """Take up to 500 added rows out of the work by a step of their own; why others stay, by id. Their keys are free
        again: the same file brings them in anew."""

    def put_back(self, pk: int, values: Mapping[str, Any], place: Place) -> None:
        """Write what a changed row said before, with its trail. Raise Refused where that cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a ledger takes in. `permission` is what the person must hold for the office's area. `options` are further
    questions on the mapping page (the plan, the year), as fields of their own.
    `exported` says, by the name of the list's column, which field it fills when a workbook that the list itself wrote
    comes back; its other columns only tell. `lasting` names fields whose change is not put back when an import is
    taken back (an end, an answer that was given)."""

    permission: str
    fields: tuple[IntakeField, ...]
    taker: Taker
    options: tuple[IntakeField, ...] = ()
    example: Sequence[Mapping[str, Any]] = ()
    exported: Mapping[str, str] = field(default_factory=dict)
    lasting: tuple[str, ...] = ()

    def field(self, name: str) -> IntakeField:
        """The field of this name; raises KeyError."""
        return {one.name: one for one in self.fields}[name]
