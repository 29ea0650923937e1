"""Forms of the pages of own fields. They read what was typed; the actions decide."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.fields.inputs import input_of
from gongjian.core.fields.models import CustomField, FieldType
from gongjian.core.fields.values import held_by
from gongjian.core.items.models import Item
from gongjian.core.manifest import flows

LINES = forms.Textarea(attrs={"rows": 5})
PRIVACY = _(
    "Numbers of persons do not belong here, nor anything that judges, ranks or watches a person: such labels are refused."
)


class ChangeForm(forms.Form):
    label = forms.CharField(label=pgettext_lazy("of a field", "Label"), max_length=30, help_text=PRIVACY)
    help = forms.CharField(
        label=_("Help"),
        max_length=120,
        required=False,
        help_text=_("Stands under the input: what is expected."),
    )
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=LINES,
        help_text=_("One on each line. What is taken out stays readable where it was chosen."),
    )
    category = forms.CharField(
        label=_("Only asked of the category with this code"), required=False, max_length=40,
        help_text=_("And of those below it. Left empty: of every matter of the kind."),
    )  # fmt: skip
    required = forms.BooleanField(label=_("Must be filled in"), required=False)
    shown = forms.BooleanField(label=_("Shown in the list from the start"), required=False, initial=True)
    order = forms.IntegerField(
        label=_("Place among the fields"),
        min_value=1,
        max_value=999,
        initial=100,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def clean_choices(self) -> list[str]:
        """One choice per line."""
        return [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]


class MakeForm(ChangeForm):
    office = forms.ModelChoiceField(label=_("Office"), queryset=Area.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("Of which matters"))
    type = forms.ChoiceField(
        label=pgettext_lazy("of a field", "Type"),
        choices=FieldType,
        help_text=_("It stays as it is, once the field is made."),
    )
    slug = forms.CharField(
        label=_("Name in addresses and for programs"),
        required=False,
        max_length=20,
        help_text=_("Letters a-z, digits and _. Leave it empty to get one."),
    )
    field_order = (
        "office",
        "kind",
        "label",
        "type",
        "choices",
        "help",
        "category",
        "required",
        "shown",
        "order",
        "slug",
    )

    def __init__(self, *args: Any, paths: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["office"].queryset = Area.objects.current().offices().under_any(paths)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(kind, flow.label) for kind, flow in flows().items()]  # type: ignore[attr-defined]


class FillForm(forms.Form):
    """All live fields of one matter, with what is entered."""

    def __init__(self, item: Item, fields: list[CustomField], *args: Any, today: dt.date) -> None:
        super().__init__(*args)
        self.own_fields = fields
        held = {row.field_id: row for row in item.field_values.select_related("file")}
        for field in fields:
            content = held_by(field, held.get(field.pk))
            self.fields[field.name] = input_of(field, today=today, held=content)
