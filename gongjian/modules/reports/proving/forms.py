"""Forms of re-inspections. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.asking.forms import next_first, next_last
from gongjian.core.items.forms import PicturesField
from gongjian.core.people.access import Access
from gongjian.core.people.forms import day_field
from gongjian.modules.reports.models import Sighting


class AnnounceInspectionForm(forms.Form):
    office = forms.ModelChoiceField(Area.objects.none(), label=_("Of which office"), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    since = day_field(_("First day of the span"), initial=next_first)
    last = day_field(_("Last day of the span"), initial=next_last)
    share = forms.IntegerField(
        label=_("How many per cent of the closed reports"), min_value=1, max_value=100, initial=10,
        help_text=_("Rounded up; every unit gives at least one as far as the number allows."),
    )  # fmt: skip

    def __init__(self, *args: Any, access: Access, **options: Any) -> None:
        super().__init__(*args, **options)
        offices = Area.objects.offices().under_any(access.paths("reports.prove"))
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class InspectionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=pgettext_lazy("on site", "What you have seen"), choices=Sighting, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=pgettext_lazy("of an inspection", "In words"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Needed unless it is really done."),
    )  # fmt: skip
    pictures = PicturesField(
        label=_("Pictures"), required=False, help_text=_("Needed unless it could not be looked at.")
    )


class CallOffInspectionForm(forms.Form):
    why = forms.CharField(
        label=_("Why it is called off"),
        max_length=200,
        help_text=_("Everybody can read it, on the public page too."),
    )
