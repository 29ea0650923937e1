"""Forms of the limit and calendar pages. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import Area
from gongjian.core.clock.limits import BESIDE_THE_LEAD
from gongjian.core.clock.models import TimeLimit
from gongjian.core.manifest import flows
from gongjian.core.people.forms import day_field

BESIDE = {"outside": _("Answer of an outside unit"), "urging": _("Answer to an urging")}


def clock_choices() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Every clock that a limit can be entered for, grouped by the kind of matter: "kind:clock"."""
    groups = []
    for kind, flow in flows().items():
        clocks = [(f"{kind}:{name}", label) for name, label in flow.clocks.items()]
        clocks += [(f"{kind}:{name}", BESIDE[name]) for name in BESIDE_THE_LEAD]
        groups.append((str(flow.label), clocks))
    return groups


def clock_label(limit: TimeLimit) -> Any:
    """The clock's words as its flow has them; its bare name where the kind is not installed."""
    flow = flows().get(limit.kind)
    found = flow.clocks.get(limit.name) if flow else None
    return found or BESIDE.get(limit.name, limit.name)


def kind_label(limit: TimeLimit) -> Any:
    """The kind's words."""
    flow = flows().get(limit.kind)
    return flow.label if flow else limit.kind


class LimitForm(forms.Form):
    clock = forms.ChoiceField(label=_("Clock"))
    category = forms.CharField(
        label=_("Category code"),
        max_length=40,
        required=False,
        help_text=_("Leave it empty for all categories."),
    )
    amount = forms.IntegerField(
        label=_("Limit"), min_value=1, max_value=5_270_400, widget=forms.NumberInput(attrs={"class": "short"})
    )
    unit = forms.ChoiceField(label=_("Unit of time"), choices=TimeLimit.UNITS)
    roll = forms.BooleanField(
        label=_("If the last day is no work day, it is due on the next work day"), required=False
    )
    since = day_field(_("In force from"))
    source = forms.CharField(
        label=_("Where it stands"), max_length=120, help_text=_("A document and its number.")
    )
    office = forms.ModelChoiceField(label=_("Office"), queryset=Area.objects.none(), empty_label=None)

    def __init__(self, *args: Any, paths: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["clock"].choices = clock_choices()  # type: ignore[attr-defined]
        offices = Area.objects.current().offices().under_any(paths)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class DayForm(forms.Form):
    day = day_field(_("Day"))
    works = forms.TypedChoiceField(
        label=_("The office"),
        choices=[("off", _("is closed that day")), ("works", _("works that day"))],
        coerce=lambda value: value == "works",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name of the day"), max_length=40)
    source = forms.CharField(
        label=_("Where it stands"), max_length=120, help_text=_("A notice and its number.")
    )


class TakeBackForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the trail."))
