"""Inputs of own fields, in a form of their own or under those of a kind's entry form."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.fields.actions import set_values_in_bulk
from gongjian.core.fields.models import CustomField, FieldType
from gongjian.core.fields.values import codes_in
from gongjian.core.files.actions import keep_file
from gongjian.core.items.models import Item
from gongjian.core.refusal import Refused

LARGEST_FILE = 20 * 1024 * 1024


def add_inputs(form: forms.Form, fields: Sequence[CustomField], *, today: dt.date) -> None:
    """Put an input for each field at the end of a form; `given_in` reads them back."""
    form.own_fields = list(fields)  # type: ignore[attr-defined]
    for field in fields:
        form.fields[field.name] = input_of(field, today=today)


def own_inputs(form: forms.Form) -> list[forms.BoundField]:
    """The bound inputs that `add_inputs` put in, for a template."""
    return [form[field.name] for field in getattr(form, "own_fields", ())]


def given_in(form: forms.Form) -> dict[str, Any]:
    """By slug what was filled in; a file that was not chosen anew is left out."""
    fields: list[CustomField] = getattr(form, "own_fields", [])
    given = {field.slug: form.cleaned_data.get(field.name) for field in fields}
    files = {field.slug for field in fields if field.type == FieldType.FILE}
    return {slug: value for slug, value in given.items() if value or slug not in files}


@transaction.atomic
def fill_new(item: Item, form: forms.Form, *, actor: Any, now: dt.datetime) -> None:
    """Write what was filled in beside a new matter's own inputs. Whoever may open it may fill it in."""
    given = {slug: value for slug, value in given_in(form).items() if value not in (None, "", [])}
    if given:
        values = kept_files(item, form, given, actor=actor, now=now)
        set_values_in_bulk({item.pk: values}, actor=actor, now=now, with_steps=False)


def kept_files(
    item: Item, form: forms.Form, given: dict[str, Any], *, actor: Any, now: dt.datetime
) -> dict[str, Any]:
    """The same values, each uploaded file kept with the matter and replaced by its row. Raises Refused."""
    kept = dict(given)
    for field in getattr(form, "own_fields", ()):
        if field.type == FieldType.FILE and (upload := given.get(field.slug)):
            facts: dict[str, Any] = {"item": item, "name": upload.name, "caption": field.label}
            try:
                kept[field.slug] = keep_file(upload.read(), office=item.office, by=actor, now=now, **facts)
            except Refused as refused:
                raise Refused(refused.reason, field=field.name, code=refused.code) from refused
    return kept


def input_of(field: CustomField, *, today: dt.date, held: Any = None) -> forms.Field:
    """A form field of the type; `held` is the column's content. A withdrawn choice is offered while it is held."""
    shared: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": field.required}
    match field.type:
        case FieldType.NUMBER:
            number = forms.NumberInput(attrs={"class": "short", "step": "any", "inputmode": "decimal"})
            return forms.DecimalField(
                max_digits=18, decimal_places=4, initial=_bare(held), widget=number, **shared
            )
        case FieldType.DATE:
            day = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
            return forms.DateField(widget=day, input_formats=["%Y-%m-%d", "%Y/%m/%d"], initial=held, **shared)
        case FieldType.YES_NO:
            return _yes_no(held, shared)
        case FieldType.CHOICE:
            nothing = [("", pgettext("of a field", "Not entered"))]
            choices = [*nothing, *_offered(field, today=today, held=held)]
            return forms.ChoiceField(choices=choices, initial=held or "", **shared)
        case FieldType.CHOICES:
            return forms.MultipleChoiceField(
                choices=_offered(field, today=today, held=held), widget=forms.CheckboxSelectMultiple,
                initial=codes_in(held or ""), **shared,
            )  # fmt: skip
        case FieldType.FILE:
            return _file(held, shared)
    return forms.CharField(max_length=500, initial=held or "", **shared)


def _yes_no(held: Any, shared: dict[str, Any]) -> forms.Field:
    known = {True: "yes", False: "no", None: ""}
    choices = [("yes", _("Yes")), ("no", _("No"))]
    if not shared["required"]:
        choices.append(("", pgettext("of a field", "Not entered")))
    return forms.TypedChoiceField(
        choices=choices, widget=forms.RadioSelect, initial=known[held], empty_value=None,
        coerce=lambda value: value == "yes", **shared,
    )  # fmt: skip


def _file(held: Any, shared: dict[str, Any]) -> forms.Field:
    shared = shared | {"required": shared["required"] and held is None}
    return OneFileField(widget=forms.FileInput(), **shared)


class OneFileField(forms.FileField):
    """One file of at most 20 MB."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Size alone; what it is is seen when it is kept."""
        found = super().clean(data, initial)
        if found and found.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return found


def _offered(field: CustomField, *, today: dt.date, held: Any) -> list[tuple[str, str]]:
    live = dict(field.choices_on(today))
    kept = set(codes_in(held or ""))
    return [(code, word) for code, word in field.words().items() if code in live or code in kept]


def _bare(held: Any) -> Any:
    return None if held is None else f"{held.normalize():f}"
