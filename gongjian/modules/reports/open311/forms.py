"""Forms of the page of connections."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.modules.reports.open311.keys import MOST_HOURLY


class KeyForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a key", "Name"),
        max_length=40,
        help_text=_("Of the other system, such as its app."),
    )
    owner = forms.CharField(
        label=_("Given to"),
        max_length=80,
        help_text=_("The unit, and whom to call when something goes wrong."),
    )
    expires_on = forms.DateField(
        label=pgettext_lazy("of a key", "Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        help_text=_("Empty: until it is revoked."),
    )
    hourly = forms.IntegerField(
        label=_("Reports an hour"),
        min_value=1,
        max_value=MOST_HOURLY,
        initial=20,
        help_text=_(
            "The public page takes 20 from one address. An app that sends for many residents needs more."
        ),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
