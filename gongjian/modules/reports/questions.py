"""The questions of a category as residents are asked them on the public page: only what the office set up, in its own words."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.fields.actions import set_values_in_bulk
from gongjian.core.fields.inputs import add_inputs, given_in
from gongjian.core.fields.models import CustomField, FieldType
from gongjian.core.fields.reading import fields_of
from gongjian.core.files.actions import keep_picture
from gongjian.core.items.forms import MOST_BYTES
from gongjian.core.items.models import Item
from gongjian.core.refusal import Refused
from gongjian.modules.reports.flows import REPORT
from gongjian.modules.reports.models import Category


class PictureField(forms.FileField):
    """One picture, given back as bytes; what the bytes are is checked when it is kept."""

    widget = forms.FileInput(attrs={"accept": "image/*"})

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        """Its size alone."""
        found = super().clean(data, initial)
        if found and found.size > MOST_BYTES:
            raise forms.ValidationError(_("One of the pictures is larger than 20 MB. Choose a smaller one."))
        return found.read() if found else None


def asked_of(office: Area) -> list[CustomField]:
    """The office's fields that belong to categories; those of every report are the desk's own."""
    return [field for field in fields_of(office, REPORT.kind) if field.category]


def categories_with_questions(office: Area) -> QuerySet[Category]:
    """The categories in use for which something is asked, in the order of the tree: those for which the question was set up."""
    codes = {field.category for field in asked_of(office)}
    rows = Category.objects.of_office(office.pk).filter(until__isnull=True, code__in=codes)
    return rows.select_related("parent__parent__parent")


def add_questions(form: forms.Form, office: Area, category: Category, *, today: dt.date) -> None:
    """Put the category's questions before the form's own inputs; a file is a picture, and what must be answered says so."""
    own = list(form.fields)
    fields = [field for field in asked_of(office) if field.asks(category.code)]
    add_inputs(form, fields, today=today)
    for field in fields:
        if field.type == FieldType.FILE:
            form.fields[field.name] = PictureField(
                label=field.label, help_text=field.help, required=field.required
            )
        words = _("Please answer: %(question)s") % {"question": field.label}
        form.fields[field.name].error_messages["required"] = words
    form.order_fields([*(field.name for field in fields), *own])


def keep_answers(item: Item, form: forms.Form, *, now: dt.datetime) -> None:
    """Write the answers beside the new report, pictures drawn anew. Raises Refused, naming the input."""
    given = {slug: value for slug, value in given_in(form).items() if value not in (None, "", [])}
    for field in _fields(form):
        if field.type == FieldType.FILE and field.slug in given:
            try:
                given[field.slug] = keep_picture(
                    given[field.slug], office=item.office, by=None, now=now, item=item, caption=field.label
                )
            except Refused as refused:
                raise Refused(refused.reason, field=field.name, code=refused.code) from refused
    if given:
        set_values_in_bulk({item.pk: given}, actor=None, now=now, with_steps=False)


def _fields(form: forms.Form) -> Sequence[CustomField]:
    found: Sequence[CustomField] = getattr(form, "own_fields", ())
    return found
