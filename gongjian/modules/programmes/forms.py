"""Forms of programmes, goals and themes. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import Area
from gongjian.core.items.forms import MatterField
from gongjian.core.measures.registry import registry
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access
from gongjian.core.people.forms import day_field
from gongjian.modules.programmes.models import Strand, Way

QUARTERS = [
    (1, _("First quarter")),
    (2, _("Second quarter")),
    (3, _("Third quarter")),
    (4, _("Fourth quarter")),
]
LONG = forms.Textarea(attrs={"rows": 4})


class _Led(forms.Form):
    """A form about an office whose programmes the person leads."""

    office = forms.ModelChoiceField(Area.objects.none(), label=_("Office"), empty_label=None)

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Area.objects.offices().under_any(access.paths("programmes.lead"))
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        if "unit" in self.fields:
            units = Unit.objects.filter(office__in=offices, active=True).order_by("kind", "name")
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class ProgrammeForm(_Led):
    title = forms.CharField(label=_("Name of the programme"), max_length=80)
    since = forms.IntegerField(label=_("First year"), min_value=2000, max_value=2100)
    until = forms.IntegerField(label=_("Last year"), min_value=2000, max_value=2100, required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False)
    text = forms.CharField(label=_("Text of it"), max_length=2000, required=False, widget=LONG)


class StrandForm(forms.Form):
    title = forms.CharField(label=_("Name of the strand"), max_length=80)
    aim = forms.CharField(label=_("Its aim"), max_length=200, required=False)


class HangForm(forms.Form):
    strand = forms.ModelChoiceField(Strand.objects.none(), label=_("Strand"), empty_label=None)

    def __init__(self, office_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        strands = Strand.objects.filter(office=office_id).select_related("programme")
        self.fields["strand"].queryset = strands  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class GoalForm(_Led):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    title = forms.CharField(label=_("Goal"), max_length=120)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    target = forms.DecimalField(label=_("Target figure"), max_digits=14, decimal_places=2)
    counted_in = forms.CharField(
        label=_("Counted in"), max_length=20, help_text=_("Such as households, people, events.")
    )
    measure = forms.ChoiceField(
        label=_("Counted by"), required=False,
        help_text=_("Leave it to the unit to report, or let a number of the product count it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = sorted((str(one.label), name) for name, one in registry().items())
        choices = [("", _("Reports of the unit")), *((name, label) for label, name in numbers)]
        self.fields["measure"].choices = choices  # type: ignore[attr-defined]


class ProgressForm(forms.Form):
    amount = forms.DecimalField(label=_("Added since the last report"), max_digits=14, decimal_places=2)
    day = day_field(_("Day"))
    note = forms.CharField(label=_("What was reached"), max_length=200)


class ThemeForm(_Led):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    quarter = forms.TypedChoiceField(label=_("Quarter"), choices=QUARTERS, coerce=int)
    title = forms.CharField(label=_("Theme"), max_length=80)
    text = forms.CharField(label=_("Text of it"), max_length=2000, required=False, widget=LONG)
    answer_by = day_field(_("Answer until"))


class LineForm(forms.Form):
    way = forms.ChoiceField(label=_("Kind of line"), choices=Way, widget=forms.RadioSelect, initial=Way.GIVES)
    text = forms.CharField(label=_("In words"), max_length=200)
    day = day_field(_("Day"), required=False, help_text=_("For activities."))
    place = forms.CharField(label=_("Place"), max_length=80, required=False)
    expected = forms.IntegerField(
        label=_("People expected"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("For activities."),
    )

    def __init__(self, access: Access, office_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"] = MatterField(
            access, office_id, label=_("Number of the need"), required=False, help_text=_("Where it stands in a list already."),
        )  # fmt: skip


class CameForm(forms.Form):
    came = forms.IntegerField(label=_("How many came"), min_value=0, max_value=100_000)
