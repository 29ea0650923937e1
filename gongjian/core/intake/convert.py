"""A row of cells becomes an entry: every cell by the kind of its field, with a sentence for each that cannot."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.intake import values
from gongjian.core.intake.names import Names, areas_of, folded, people_of, units_of
from gongjian.core.intake.spec import Entry, FieldKind, Intake, IntakeField, Place
from gongjian.core.refusal import Refused
from gongjian.lib.day_order import Order
from gongjian.lib.masks import mask_text
from gongjian.lib.problem import Problem
from gongjian.lib.sheets.cells import BadCell
from gongjian.lib.sheets.spool import Cell, CellError

Read = Callable[[Any], Any]
MEMORY = 5000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MEMORISED = (FieldKind.CHOICE, FieldKind.YES_NO)


@dataclass(slots=True)
class Column:
    """One column that is taken in: its place in the row, its field, and how its cells are read."""

    place: int
    field: IntakeField
    read: Read
    words: Mapping[str, str]


class Converter:
    """Reads rows for one intake at one place. `mapping` leads from a column's number, from 0, to a field's name.

    Names of areas, units, people and choices are looked up once; no row costs a query.
    """

    def __init__(
        self,
        intake: Intake,
        fields: Sequence[IntakeField],
        place: Place,
        *,
        mapping: Mapping[int, str],
        day_order: Order = "ymd",
        words: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.intake, self.place, self.day_order = intake, place, day_order
        self.zone = timezone.get_current_timezone()
        self._names: dict[FieldKind, Names[Any]] = {}
        known = {one.name: one for one in fields}
        said = words or {}
        self.columns = [
            Column(number, known[name], self._reader(known[name]), _folded_words(said.get(name, {})))
            for number, name in sorted(mapping.items())
            if name in known
        ]
        mapped = {column.field.name for column in self.columns}
        self.required = [one for one in fields if one.required and one.name in mapped]

    def entry(self, row: int, cells: Sequence[Cell]) -> Entry:
        """The row, converted, with its natural key. Raises Refused with everything that is wrong with it."""
        found: dict[str, Any] = {}
        problems: list[str] = []
        width = len(cells)
        for column in self.columns:
            if column.place >= width or (cell := cells[column.place]) is None or cell == "":
                continue
            try:
                self._put(found, column, cell)
            except (Refused, Problem) as problem:
                problems.append(_about(column.field, problem))
        for one in self.required:
            if one.name not in found and not any(text.startswith(str(one.label)) for text in problems):
                problems.append(_("%(field)s: nothing is written here") % {"field": one.label})
        if problems:
            raise Refused("；".join(problems))
        entry = Entry(row, (), found)
        entry.key = self.intake.taker.key_of(found)
        self.intake.taker.check(entry, self.place)
        return entry

    def _put(self, found: dict[str, Any], column: Column, cell: Cell) -> None:
        if type(cell) is CellError:
            raise BadCell("error_cell", cell.code)
        one = column.field
        if type(cell) is str and cell[0] == "'" and cell[1:].lstrip(" ").startswith(FORMULA_STARTS):
            cell = cell[1:]  # the mark by which a file says that this is text and no formula
        if column.words and (meant := column.words.get(folded(values.text_of(cell)))) is not None:
            if meant == "":
                return
            cell = meant
        value = column.read(cell)
        if value is None or value == "":
            return
        if one.kind is FieldKind.MOMENT and type(value) is dt.date:
            if one.day_only:
                found[one.day_only] = True
            value = dt.datetime.combine(value, dt.time(), tzinfo=self.zone)
        found[one.name] = value

    def _reader(self, one: IntakeField) -> Read:
        kind = one.kind
        if kind is FieldKind.TEXT:
            return lambda cell: values.read_text(cell, longest=one.longest)
        if kind in (FieldKind.DATE, FieldKind.MOMENT):
            return self._moment_reader(day_only=kind is FieldKind.DATE)
        if kind in (FieldKind.AREA, FieldKind.UNIT, FieldKind.PERSON):
            names = self._names_of(kind)
            return lambda cell: names.find(values.text_of(cell)) if values.text_of(cell) else None
        if kind is FieldKind.CHOICE:
            return _remembering(values.choice_reader(_choices(one, self.place)))
        if kind is FieldKind.SEVERAL:
            return _remembering(values.several_reader(_choices(one, self.place)))
        return PLAIN[kind]

    def _moment_reader(self, *, day_only: bool) -> Read:
        order, zone = self.day_order, self.zone
        if day_only:
            return lambda cell: values.day_of(values.read_moment(cell, order=order, tz=zone))
        return lambda cell: values.read_moment(cell, order=order, tz=zone)

    def _names_of(self, kind: FieldKind) -> Names[Any]:
        if kind not in self._names:
            self._names[kind] = LOOKED_UP[kind](self.place.office)
        return self._names[kind]


LOOKED_UP: dict[FieldKind, Callable[[Any], Names[Any]]] = {
    FieldKind.AREA: areas_of,
    FieldKind.UNIT: units_of,
    FieldKind.PERSON: people_of,
}
PLAIN: dict[FieldKind, Read] = {
    FieldKind.NUMBER: values.read_number,
    FieldKind.WHOLE: values.read_whole,
    FieldKind.YES_NO: values.read_yes_no,
    FieldKind.PHONE: values.read_phone,
    FieldKind.IDENTITY: values.read_identity,
}


def _choices(one: IntakeField, place: Place) -> list[tuple[str, str]]:
    found = one.choices(place) if callable(one.choices) else one.choices
    return [(code, str(words)) for code, words in found]


def _remembering(read: Read) -> Read:
    """The same cell is read once: a column of choices says the same few words over and over."""
    known: dict[Any, Any] = {}

    def look(cell: Any) -> Any:
        if cell not in known:
            if len(known) > MEMORY:
                known.clear()
            known[cell] = read(cell)
        return known[cell]

    return look


def _folded_words(words: Mapping[str, str]) -> dict[str, str]:
    return {folded(text): value for text, value in words.items()}


def _about(one: IntakeField, problem: Refused | Problem) -> str:
    said = problem.reason if isinstance(problem, Refused) else values.say(problem)
    text = _("%(field)s: %(problem)s") % {"field": one.label, "problem": said}
    return mask_text(text).text
