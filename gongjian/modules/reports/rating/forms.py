"""Forms of rating: asking for an exclusion, deciding on it, setting weights."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.modules.reports.models import RateName


class AskForm(forms.Form):
    """Which rates, and why."""

    rates = forms.MultipleChoiceField(
        label=_("To be left out of"), choices=RateName.choices, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "What makes it unfair to count this report. Whoever decides reads it, and so does the auditor."
        ),
    )


class DecideForm(forms.Form):
    """Yes or no, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("grant", pgettext_lazy("decision", "Leave it out")),
            ("refuse", pgettext_lazy("decision", "It counts")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("Why"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class WeightsForm(forms.Form):
    """A weight per rate, from a day on, by a document."""

    since = forms.DateField(
        label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(label=_("Document that sets them"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in RateName.choices:
            self.fields[name] = forms.IntegerField(
                label=label, min_value=0, max_value=1000, initial=0, required=False
            )

    def weights(self) -> dict[str, int]:
        """By rate; 0 where nothing was typed."""
        return {name: self.cleaned_data.get(name) or 0 for name in RateName.values}
