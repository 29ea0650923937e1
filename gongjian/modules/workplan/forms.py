"""Forms of the year's work."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import Area, Level
from gongjian.core.fields.inputs import add_inputs
from gongjian.core.fields.reading import fields_of
from gongjian.core.items.forms import PicturesField
from gongjian.core.orgs.models import Membership, Unit
from gongjian.core.people.models import Person
from gongjian.modules.workplan.flows import TASK
from gongjian.modules.workplan.models import Plan, Theme

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DAYS = ["%Y-%m-%d", "%Y/%m/%d"]


class PlanForm(forms.Form):
    office = forms.ModelChoiceField(Area.objects.none(), label=_("Office"), empty_label=None)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    title = forms.CharField(label=_("Name of the plan"), max_length=80)

    def __init__(self, offices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class ThemeForm(forms.Form):
    parent = forms.ModelChoiceField(
        Theme.objects.none(),
        label=_("Below which theme"),
        required=False,
        empty_label=_("At the top of the plan"),
    )
    title = forms.CharField(label=_("Theme"), max_length=80)

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = plan.themes.filter(parent__isnull=True)  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    theme = forms.ModelChoiceField(Theme.objects.none(), label=_("Theme"), empty_label=None)
    title = forms.CharField(label=_("What is to be done"), max_length=200)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Owning unit"))
    handler = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Person in charge"),
        required=False,
        help_text=_("Must belong to the unit."),
    )
    due_on = forms.DateField(label=_("To be done by"), widget=DAY, input_formats=DAYS)
    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Where"), required=False, empty_label=_("The whole subdistrict")
    )
    target = forms.CharField(
        label=_("Target"), max_length=200, required=False, help_text=_("Best as a number.")
    )
    evidence_needed = forms.CharField(
        label=_("Proof asked for"), max_length=120, required=False,
        help_text=_("With this filled in, the task cannot be handed in without proof."),
    )  # fmt: skip

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office = plan.office
        members = Membership.objects.filter(unit__office=office, until__isnull=True).values("person_id")
        communities = Area.objects.within(office.path).current().filter(level=Level.COMMUNITY)
        for name, rows in {
            "theme": plan.themes.select_related("parent"),
            "unit": Unit.objects.of_office(office.pk).inside(),
            "handler": Person.objects.filter(pk__in=members, is_active=True),
            "area": communities,
        }.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        add_inputs(self, fields_of(office, TASK.kind), today=timezone.localdate())


class ProgressForm(forms.Form):
    percent = forms.IntegerField(label=_("Progress in per cent"), min_value=0, max_value=100)
    text = forms.CharField(
        label=_("What was done, what is next"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class EvidenceForm(forms.Form):
    text = forms.CharField(label=_("What it proves"), max_length=200)
    link = forms.URLField(label=_("Link"), required=False, max_length=300, assume_scheme="https")
    pictures = PicturesField(label=_("Pictures"), required=False)
