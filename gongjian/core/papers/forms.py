"""Forms of the pages of papers. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.papers.lexicon import ledgers
from gongjian.core.papers.models import SET_UP
from gongjian.core.people.access import Access

ACCEPT = ".xlsx,.xlsm,.docx"


def _file(label: Any, help_text: Any) -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": ACCEPT})
    return forms.FileField(label=label, help_text=help_text, widget=widget, max_length=200)


class AddPaperForm(forms.Form):
    file = _file(
        _("The form"),
        _("An Excel workbook or a Word document of at most 5 MB, with marks in its cells or without any."),
    )
    name = forms.CharField(label=pgettext_lazy("of a paper", "Name"), max_length=80)
    ledger = forms.ChoiceField(
        label=_("Which list it is about"),
        help_text=_("Its columns may stand in marks without the list's name."),
    )
    office = forms.ModelChoiceField(label=_("Office"), queryset=Area.objects.none(), empty_label=None)

    def __init__(self, *args: Any, access: Access, **options: Any) -> None:
        super().__init__(*args, **options)
        readable = [one for one in ledgers() if access.may_anywhere(one.permission) and one.slug != "papers"]
        readable.sort(key=lambda one: one.flow is None)
        self.fields["ledger"].choices = [(one.slug, one.title) for one in readable]  # type: ignore[attr-defined]
        offices = Area.objects.offices().filter(path__in=_offices(access))
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        if len(offices) == 1:
            self.fields["office"].widget = forms.HiddenInput()
            self.fields["office"].initial = offices[0].pk


class NewVersionForm(forms.Form):
    file = _file(_("The newer form"), _("Older versions stay and can be fetched again."))


def _offices(access: Access) -> list[str]:
    paths = access.paths(SET_UP)
    return list(Area.objects.offices().under_any(paths).values_list("path", flat=True))
