"""Forms of showing and taking back. They read what was typed; the actions decide."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.people.forms import SeveralField, day_field
from gongjian.modules.reports.forms.desk import categories_of
from gongjian.modules.reports.models import Category, Channel, OpenDataRules
from gongjian.modules.reports.models.shown import withheld_channels

LOOKED = _(
    "I have read it all. What still reads as a name, a door or an office's telephone points to nobody."
)


LICENCE = _(
    "Free to use, change and pass on for any purpose, naming the office and the month. Nobody may try to find out who told "
    "what. The office vouches for care, not for every single value."
)


class AnswerForm(forms.Form):
    title = forms.CharField(
        label=_("Title on the public page"), max_length=80,
        help_text=_("As residents will read it: without a name, a number or a door."),
    )  # fmt: skip
    question = forms.CharField(
        label=_("What was asked"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )
    reply = forms.CharField(
        label=_("What the office answered"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )
    looked = forms.BooleanField(label=LOOKED, required=False)


class TopicForm(forms.Form):
    title = forms.CharField(
        label=_("Title on the public page"), max_length=80,
        help_text=_("As residents will read it: without a name, a number or a door."),
    )  # fmt: skip
    became = forms.CharField(
        label=pgettext_lazy("of a topic", "What became of it"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In plain words: what was done, what comes next, what cannot be done and why."),
    )  # fmt: skip
    looked = forms.BooleanField(label=LOOKED, required=False)


class BackForm(forms.Form):
    why = forms.CharField(
        label=_("Why it is taken back"), max_length=200, help_text=_("It stands on the page.")
    )


class RulesForm(forms.Form):
    on = forms.BooleanField(label=_("Give open data away"), required=False)
    first_month = day_field(
        _("From the month of this day on"),
        help_text=_("A month's file comes on the fifteenth of the next month."),
    )
    with_text = forms.BooleanField(
        label=_("With the words of the reports, cleaned by the machine"), required=False,
        help_text=_("Of five texts the machine leaves something in one. Switch it on only if your office has weighed that."),
    )  # fmt: skip
    channels = forms.MultipleChoiceField(
        label=_("Withheld: came this way"), choices=[(one.value, one.label) for one in Channel], required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hotline orders and letters are often told in confidence or are like petitions."),
    )  # fmt: skip
    categories = SeveralField(
        Category.objects.none(), label=_("Withheld: of these categories and all below them"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    licence = forms.CharField(
        label=_("Terms of use"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, office: Area, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["categories"].queryset = categories_of(office)  # type: ignore[attr-defined]

    @staticmethod
    def values_of(rules: OpenDataRules | None, *, today: dt.date) -> dict[str, Any]:
        """What is set, or a careful beginning."""
        if rules is None:
            return {
                "first_month": today.replace(month=1, day=1),
                "channels": withheld_channels(),
                "licence": str(LICENCE),
            }
        names = ("on", "first_month", "with_text", "licence", "channels")
        return {name: getattr(rules, name) for name in names} | {"categories": rules.categories.all()}
