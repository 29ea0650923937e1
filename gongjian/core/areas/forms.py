"""Forms of the area pages. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.levels import levels_below
from gongjian.core.areas.models import Area, AreaChange
from gongjian.core.people.forms import day_field

SHOWN_PARENTS = 40


def _degrees(label: Any, most: float) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "any", "class": "short", "inputmode": "decimal"})
    return forms.FloatField(label=label, required=False, min_value=-most, max_value=most, widget=widget)


class AddAreaForm(forms.Form):
    level = forms.ChoiceField(label=_("Level"))
    name = forms.CharField(label=pgettext_lazy("of a place or unit", "Name"), max_length=80)
    lat = _degrees(_("Latitude"), 90)
    lon = _degrees(_("Longitude"), 180)

    def __init__(self, *args: Any, parent: Area, **options: Any) -> None:
        super().__init__(*args, **options)
        below = [(level.value, level.label) for level in levels_below(parent.level)]
        self.fields["level"].choices = below  # type: ignore[attr-defined]


class RenameAreaForm(forms.Form):
    name = forms.CharField(label=_("New name"), max_length=80)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class MoveAreaForm(forms.Form):
    """`parents` are all that the person may choose; only some are shown, those that fit what was searched for."""

    parent = forms.ModelChoiceField(
        label=_("Under which area"), queryset=Area.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, parents: Any, wanted: str, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["parent"]
        field.queryset = parents
        shown = parents.filter(name__icontains=wanted) if wanted else parents
        field.choices = [(area.pk, f"{area} · {area.get_level_display()}") for area in shown[:SHOWN_PARENTS]]


class CloseAreaForm(forms.Form):
    on = day_field(_("First day on which it no longer exists"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class BringListForm(forms.Form):
    file = forms.FileField(
        label=_("List (CSV)"),
        help_text=_(
            "With the columns code and name; districts, streets or communities, one level in a file."
        ),
    )
    year = forms.IntegerField(
        label=_("Year of the list"),
        min_value=1949,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the trail."))


class TickForm(forms.Form):
    """Which lines to accept or reject: ticked ones, or all of a kind."""

    accepted = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")
    kind = forms.ChoiceField(choices=[("", ""), *AreaChange.Kind.choices], required=False)
    all = forms.BooleanField(required=False)
    lines = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, ids: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lines"].choices = [(str(number), "") for number in ids]  # type: ignore[attr-defined]
