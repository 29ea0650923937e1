"""Filling an office's own fields for many matters at once, and giving each its former values back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.bulk.act import BulkAct, Given, Outcome
from gongjian.core.fields.actions import may_fill, set_values
from gongjian.core.fields.inputs import add_inputs
from gongjian.core.fields.models import FieldType
from gongjian.core.fields.reading import fields_of, values_of
from gongjian.core.items.models import Item
from gongjian.core.items.undo import last_steps
from gongjian.core.people.access import Access
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused

NAME = "fill"
ONE_VALUE = (FieldType.TEXT, FieldType.NUMBER, FieldType.DATE, FieldType.YES_NO, FieldType.CHOICE)
PREFIX = "x_"


class FillManyForm(forms.Form):
    """One input for each field that holds one value; what is left empty stays as it is on each matter."""

    def __init__(self, office: Area, kind: str, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        fields = [field for field in fields_of(office, kind) if field.type in ONE_VALUE]
        add_inputs(self, fields, today=timezone.localdate())
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        """Something must be filled in."""
        given = super().clean() or {}
        if not self.errors and not _filled(given):
            raise forms.ValidationError(_("Fill in at least one field."))
        return given


def fill_act(kind: str) -> BulkAct:
    """The act for matters of this kind; whether there are fields, the form says."""

    def form(office: Area, data: Mapping[str, Any] | None) -> forms.Form:
        return FillManyForm(office, kind, data)

    return BulkAct(
        name=NAME, label=gettext_lazy("Fill in own fields"), icon="edit", form=form, check=_check, do=_do, back=_back,
        undo=True, may=lambda access: access.may_anywhere("fields.fill") or bool(access.unit_ids),
        consequence=gettext_lazy("What you leave empty stays as it is on each of them."),
    )  # fmt: skip


def _filled(given: Given) -> dict[str, Any]:
    """By slug what was filled in."""
    return {
        name.removeprefix(PREFIX): value
        for name, value in given.items()
        if name.startswith(PREFIX) and value not in (None, "", [])
    }


def _check(items: Sequence[Item], given: Given, *, access: Access, known: bool) -> Mapping[int, Refused]:
    return {item.pk: _not_yours() for item in items if not may_fill(item, access)}


def _not_yours() -> Refused:
    return Refused(_("You do not fill in the fields of this matter."), code="not_allowed")


def _do(item: Item, given: Given, *, actor: Person, access: Access, now: dt.datetime) -> Outcome:
    wanted = _filled(given)
    held = values_of([item.pk]).get(item.pk, {})
    before = {slug: _plain(held.get(slug)) for slug in wanted}
    if not set_values(item, wanted, actor=actor, access=access, now=now):
        raise Refused(_("It holds these values already."), code="no_change")
    return Outcome(last_steps([item.pk])[item.pk], before)


def _plain(value: Any) -> Any:
    """The value as JSON that filling in takes back."""
    return str(value) if isinstance(value, Decimal | dt.date) else value


def _back(item: Item, before: Given, *, actor: Person, access: Access, now: dt.datetime) -> object:
    return set_values(item, before, actor=actor, access=access, now=now)
