"""Forms of the limit and calendar pages. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import Area
from gongjian.core.clock.duties import circumstances_of
from gongjian.core.clock.limits import clock_words
from gongjian.core.clock.models import End, Start, TimeLimit
from gongjian.core.manifest import flows
from gongjian.core.people.forms import day_field


def clock_choices() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Every clock that a limit can be entered for, grouped by the kind of matter: "kind:clock"."""
    return [
        (str(flow.label), [(f"{kind}:{name}", words) for name, words in clock_words(kind).items()])
        for kind, flow in flows().items()
    ]


def clock_label(limit: TimeLimit) -> Any:
    """The clock's words as its flow or its duty has them; its bare name where the kind is not installed."""
    return clock_words(limit.kind).get(limit.name, limit.name)


def kind_label(limit: TimeLimit) -> Any:
    """The kind's words."""
    flow = flows().get(limit.kind)
    return flow.label if flow else limit.kind


class DatedForm(forms.Form):
    """What every row of the tables asks for last: from when, by which document, for which office."""

    since = day_field(_("In force from"))
    source = forms.CharField(
        label=_("Where it stands"), max_length=120, help_text=_("A document and its number.")
    )
    office = forms.ModelChoiceField(label=_("Office"), queryset=Area.objects.none(), empty_label=None)

    def __init__(self, *args: Any, paths: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        offices = Area.objects.current().offices().under_any(paths)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        last = ("since", "source", "office")
        self.order_fields([*(name for name in self.fields if name not in last), *last])


class LimitForm(DatedForm):
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

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["clock"].choices = clock_choices()  # type: ignore[attr-defined]


class DutyForm(DatedForm):
    kind = forms.ChoiceField(label=_("Kind"))
    label = forms.CharField(
        label=_("Name of the duty"),
        max_length=40,
        help_text=_("As it stands beside its light: “12345 order: 7 days”."),
    )
    when = forms.ChoiceField(label=_("It holds"), required=False)
    choice = forms.CharField(
        label=_("One of"),
        max_length=40,
        required=False,
        help_text=_(
            "Duties with the same word here stand for each other: a matter has one of them at a time."
        ),
    )
    start = forms.ChoiceField(label=_("Its time runs from when"), choices=Start.choices)
    end = forms.ChoiceField(label=_("It is kept when"), choices=End.choices, initial=End.CLOSED)
    amount = forms.IntegerField(
        label=_("Limit"),
        min_value=1,
        max_value=5_270_400,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("Empty: the table gives a limit for some categories only, or a paper sets the date."),
    )
    unit = forms.ChoiceField(label=_("Unit of time"), choices=TimeLimit.UNITS)
    by_date = forms.BooleanField(label=_("A paper sets the date of each matter"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = list(flows().values())
        when = {name: words for flow in known for name, words in circumstances_of(flow)}
        self.fields["kind"].choices = [(flow.kind, flow.label) for flow in known]  # type: ignore[attr-defined]
        self.fields["when"].choices = list(when.items())  # type: ignore[attr-defined]


class EndDutyForm(forms.Form):
    until = day_field(_("No longer from"))


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
