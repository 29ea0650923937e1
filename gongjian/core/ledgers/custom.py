"""An office's own fields as columns and filters of a ledger: read for a whole page at once, joined only to sort or add."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Case, F, FilteredRelation, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import NullIf

from gongjian.core.fields.models import CustomField, FieldType, FieldValue
from gongjian.core.fields.values import COLUMNS, codes_in, in_words
from gongjian.core.ledgers.asking import Asked, Choices, Filter
from gongjian.core.ledgers.filter_days import DatesFilter
from gongjian.core.ledgers.filters import ChoiceFilter, NumberFilter, TextFilter, YesNoFilter
from gongjian.core.ledgers.ledger import Column, Kind

READ = "own_values"
"""The attribute of an item that holds its values, once read for all rows of a page."""
KINDS = {FieldType.NUMBER: Kind.NUMBER, FieldType.DATE: Kind.DATE}
WIDTHS = {FieldType.NUMBER: 90, FieldType.DATE: 104, FieldType.YES_NO: 76}


@dataclass(frozen=True, slots=True)
class FieldColumn(Column):
    """A column of an office's own field. `own` is the field's id, `item` the path from the row to its item."""

    own: int = 0
    type: str = FieldType.TEXT
    item: str = "item"
    codes: tuple[str, ...] = ()

    def ready(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows with the field's value as an annotation of the column's name, null where nothing is entered."""
        under = f"{self.item}__" if self.item else ""
        joined = f"{self.name}_row"
        its_own = Q(**{f"{under}field_values__field_id": self.own})
        found = rows.annotate(**{joined: FilteredRelation(f"{under}field_values", condition=its_own)})
        keyed: QuerySet[Any] = found.annotate(**{self.sort: self._key(joined)})
        return keyed

    def _key(self, joined: str) -> Any:
        path = f"{joined}__{COLUMNS[FieldType(self.type)]}"
        if self.type == FieldType.CHOICE:
            places = [When(**{path: code}, then=Value(place)) for place, code in enumerate(self.codes)]
            return Case(*places, output_field=IntegerField())
        return NullIf(F(path), Value("")) if self.type == FieldType.TEXT else F(path)


def with_own_values(rows: "QuerySet[Any]", fields: Sequence[CustomField], *, item: str) -> "QuerySet[Any]":
    """Rows whose items know what is filled in, by one query for all of them."""
    values = FieldValue.objects.filter(field__in=[field.pk for field in fields])
    if any(field.type == FieldType.FILE for field in fields):
        values = values.select_related("file")
    path = f"{item}__field_values" if item else "field_values"
    return rows.prefetch_related(Prefetch(path, values, to_attr=READ))


def own_columns(fields: Iterable[CustomField], *, item: str) -> tuple[Column, ...]:
    """One column per field, in the office's order; two offices' fields of one slug are told apart."""
    return tuple(_column(field, name, label, item=item) for field, name, label in _named(fields))


def own_filters(fields: Iterable[CustomField], *, item: str) -> tuple[Filter, ...]:
    """One filter per field but several-of-a-list's file; each finds the items, so that no row stands twice."""
    return tuple(
        FieldFilter(name, label, inner=_inner(field, name, label), own=field.pk, item=item)
        for field, name, label in _named(fields)
    )


def _named(fields: Iterable[CustomField]) -> list[tuple[CustomField, str, str]]:
    found: list[tuple[CustomField, str, str]] = []
    taken: set[str] = set()
    for field in fields:
        name, label = field.name, field.label
        if name in taken:
            name, label = f"{name}_{field.pk}", f"{label} · {field.office.short_name}"
        taken.add(name)
        found.append((field, name, label))
    return found


def _column(field: CustomField, name: str, label: str, *, item: str) -> FieldColumn:
    sorts = field.type not in (FieldType.CHOICES, FieldType.FILE)
    kind = FieldType(field.type)
    return FieldColumn(
        name, label, _reader(field, item), KINDS.get(kind, Kind.TEXT), width=WIDTHS.get(kind, 120),
        sort=name if sorts else "", shown=field.shown, total="sum" if kind is FieldType.NUMBER else "",
        own=field.pk, type=field.type, item=item, codes=tuple(field.words()),
    )  # fmt: skip


def _reader(field: CustomField, item: str) -> Any:
    """A function of the row: numbers without zeros at the end, days, True and False, all else in words."""

    told, column, pk = _telling(field), COLUMNS[FieldType(field.type)], field.pk

    def read(row: Any) -> Any:
        value = _values(getattr(row, item) if item else row).get(pk)
        held = getattr(value, column) if value is not None else None
        return told("" if held is None else held)

    return read


def _telling(field: CustomField) -> Any:
    """How a column's content is said; the words of choices are gathered once."""
    match field.type:
        case FieldType.NUMBER:
            return lambda held: _bare(held) if isinstance(held, Decimal) else held
        case FieldType.DATE | FieldType.YES_NO:
            return lambda held: None if held == "" else held
        case FieldType.CHOICE | FieldType.CHOICES:
            words = field.words()
            return lambda held: "、".join(words.get(code, code) for code in codes_in(held)) if held else ""
    return lambda held: in_words(field, held)


def _bare(held: Decimal) -> Any:
    return int(held) if held == held.to_integral_value() else held.normalize()


def _values(found: Any) -> dict[int, FieldValue]:
    known: dict[int, FieldValue] | None = found.__dict__.get("_own_by_field")
    if known is None:
        known = found.__dict__["_own_by_field"] = {row.field_id: row for row in getattr(found, READ, ())}
    return known


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFilter(Filter):
    """A filter on what is entered in a field: asks `inner` of the values, and finds the rows by their items."""

    inner: Filter
    own: int
    item: str

    def own_params(self) -> tuple[str, ...]:
        """Those of the inner filter."""
        return self.inner.own_params()

    def modes(self) -> Choices:
        """Those of the inner filter."""
        return self.inner.modes()

    def inputs(self, asked: Asked) -> dict[str, forms.Field]:
        """Those of the inner filter."""
        return self.inner.inputs(asked)

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """Rows whose value is one of those wanted."""
        return self._rows(self.inner.matches(given, asked))

    def nothing(self) -> Q:
        """Rows for which nothing is entered."""
        return ~self._rows(~self.inner.nothing())

    def words_of(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """Those of the inner filter."""
        return self.inner.words_of(given, form)

    def _rows(self, wanted: Q) -> Q:
        items = FieldValue.objects.filter(wanted, field=self.own).values("item_id")
        return Q(**{f"{self.item}__in" if self.item else "pk__in": items})


@dataclass(frozen=True, slots=True)
class SeveralFilter(ChoiceFilter):
    """Values of the form `|code|code|`: any of the codes."""

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """Holds one of the codes."""
        found = Q(pk__in=[])
        for code in given[self.name]:
            found |= Q(**{f"{self.path}__contains": f"|{code}|"})
        return found


@dataclass(frozen=True, slots=True)
class PresenceFilter(Filter):
    """Only whether something is there."""

    def own_params(self) -> tuple[str, ...]:
        """None."""
        return ()

    def inputs(self, asked: Asked) -> dict[str, forms.Field]:
        """None."""
        return {}


def _inner(field: CustomField, name: str, label: str) -> Filter:
    choices = tuple(field.words().items())
    match field.type:
        case FieldType.NUMBER:
            return NumberFilter(name, label, "number", blank="null")
        case FieldType.DATE:
            return DatesFilter(name, label, "day", blank="null", moments=False)
        case FieldType.YES_NO:
            return YesNoFilter(name, label, "yes", blank="null")
        case FieldType.CHOICE:
            return ChoiceFilter(name, label, "code", choices, blank="text")
        case FieldType.CHOICES:
            return SeveralFilter(name, label, "code", choices, blank="text")
        case FieldType.FILE:
            return PresenceFilter(name, label, "file", blank="null")
    return TextFilter(name, label, "text", blank="text")
