"""What others read of the fields: those of a kind, their values on matters, and how a file may fill them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from gongjian.core.compiled import Compiled
from gongjian.core.fields.models import CustomField, FieldType, FieldValue, folded
from gongjian.core.fields.values import held_by, in_words, plain

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.intake.spec import IntakeField
    from gongjian.core.items.models import Item


def fields_of(office: "Area | int", kind: str, *, category: str | None = None) -> list[CustomField]:
    """The office's live fields for a kind, in their order, with their choices: one query. With a `category` ("": none yet)
    those that are asked of its matters."""
    office_id = office if isinstance(office, int) else office.pk
    found = CustomField.objects.live().filter(office=office_id, kind=kind).with_lines()
    return found if category is None else [field for field in found if field.asks(category)]


def values_of(items: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By matter and slug what is filled in, as `set_values` takes it; retired fields too. Two queries, however many."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in FieldValue.objects.filter(item__in=list(items)).select_related("field", "file"):
        value = plain(row.field, held_by(row.field, row))
        if value is not None:
            found[row.item_id][row.field.slug] = value
    return dict(found)


_HELD = Compiled(lambda pk: FieldValue.objects.filter(item=pk).select_related("file"), pk=-1)
_FIELDS: Compiled[CustomField] = Compiled(
    lambda office, kind: CustomField.objects.filter(office=office, kind=kind).line_by_line(),
    office=-1,
    kind="a kind",
)


def told_of(item: "Item") -> list[tuple[CustomField, Any, str]]:
    """Every live field that is asked of the matter, and each retired one that was filled in: field, content, words. Two queries."""
    held = {row.field_id: row for row in _HELD.objects(pk=item.pk)}
    fields = folded(_FIELDS.objects(office=item.office_id, kind=item.kind))
    told = []
    for field in fields:
        content = held_by(field, held.get(field.pk))
        if (field.retired_at is None and field.asks(item.category)) or content is not None:
            told.append((field, content, in_words(field, content)))
    return told


def intake_fields(office: "Area", kind: str) -> "tuple[IntakeField, ...]":
    """The same fields as columns of a workbook can fill them; named "x_<slug>". Files do not come in workbooks."""
    from gongjian.core.intake.spec import FieldKind, IntakeField

    kinds = {
        FieldType.TEXT: FieldKind.TEXT,
        FieldType.NUMBER: FieldKind.NUMBER,
        FieldType.DATE: FieldKind.DATE,
        FieldType.YES_NO: FieldKind.YES_NO,
        FieldType.CHOICE: FieldKind.CHOICE,
        FieldType.CHOICES: FieldKind.SEVERAL,
    }
    today = timezone.localdate()
    return tuple(
        IntakeField(
            name=field.name, label=field.label, kind=kinds[FieldType(field.type)], help=field.help,
            choices=_readable(field, today) if field.is_choice else (), longest=500,
        )
        for field in fields_of(office, kind)
        if field.type != FieldType.FILE
    )  # fmt: skip


def _readable(field: CustomField, today: dt.date) -> list[tuple[str, str]]:
    """What may be chosen, then what was withdrawn: a file may repeat what stands there, though not choose it anew."""
    live = dict(field.choices_on(today))
    return [*live.items(), *((code, words) for code, words in field.words().items() if code not in live)]
