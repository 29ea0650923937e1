"""Forms of publishing and objecting. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import Area, Level
from gongjian.core.people.forms import Trapped


class PublishForm(forms.Form):
    title = forms.CharField(
        label=_("Title on the public page"), max_length=200,
        help_text=_("As residents will read it: without a name, a number or a door."),
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Days of public notice"), min_value=0, max_value=60,
        help_text=_("So long everybody may object; 0: published without a period."),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    why = forms.CharField(
        label=_("Why it is taken back"), max_length=200, help_text=_("It stands on the page.")
    )


class ObjectForm(Trapped):
    text = forms.CharField(
        label=_("What do you object to, and why?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write a few words about what you object to.")},
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Telephone, if you want to be called back"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("How may we address you"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip


class FindForm(forms.Form):
    q = forms.CharField(label=_("Words of the title"), required=False, max_length=40)
    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Community"), required=False, empty_label=_("All places")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        places = Area.objects.current().filter(office__is_office=True)
        levels = (Level.SUBDISTRICT, Level.COMMUNITY)
        found = places.filter(level__in=levels).order_by("office__path", "path")
        self.fields["area"].queryset = found  # type: ignore[attr-defined]
