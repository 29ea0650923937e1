"""What a changed row said before: kept when an import writes, given back when the import is taken back."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from gongjian.core.intake.models import Replaced
from gongjian.core.intake.spec import FieldKind, IntakeField, Known

if TYPE_CHECKING:
    from gongjian.core.intake.course import Course

ROWS_OF = {FieldKind.AREA: "areas.Area", FieldKind.UNIT: "orgs.Unit", FieldKind.PERSON: "people.Person"}
READ: Mapping[FieldKind, Callable[[Any], Any]] = {
    FieldKind.DATE: dt.date.fromisoformat,
    FieldKind.MOMENT: dt.datetime.fromisoformat,
    FieldKind.NUMBER: Decimal,
}


def keep_before(course: "Course", row: int, known: Known, names: Sequence[str]) -> None:
    """Remember the values that row `row` of the file replaces; in the transaction of the change."""
    lasting = any(name in course.intake.lasting for name in names)
    before = {name: _plain(known.values[name]) for name in names}
    Replaced.objects.create(batch=course.batch, row=row, before=before, lasting=lasting)


def values_before(before: Mapping[str, Any], fields: Iterable[IntakeField]) -> dict[str, Any]:
    """The values in the types that an entry has. A field that the list has no more is left out."""
    kinds = {one.name: one.kind for one in fields}
    return {name: _read(value, kinds[name]) for name, value in before.items() if name in kinds}


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    return json.loads(json.dumps(value, cls=_Exact))


class _Exact(DjangoJSONEncoder):
    """Django's own cuts moments to milliseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, dt.datetime) else super().default(o)


def _read(value: Any, kind: FieldKind) -> Any:
    if value is None:
        return None
    if kind in ROWS_OF:
        return apps.get_model(ROWS_OF[kind])._default_manager.filter(pk=value).first()
    return READ[kind](value) if kind in READ else value
