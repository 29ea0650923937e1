"""Forms of the thread's page. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.models import Item
from gongjian.core.links.models import LinkKind
from gongjian.core.people.access import Access


class TieForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("How they hang together"), choices=LinkKind, initial=LinkKind.ORIGIN,
        help_text=_("Read it as a sentence: this matter … the other one."),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Number of the other matter"),
        max_length=24,
        help_text=_("It stands at the top of the matter, for example 2603-0012."),
    )
    note = forms.CharField(label=pgettext_lazy("of a link", "Note"), max_length=200, required=False)

    def __init__(self, *args: Any, office_id: int, access: Access, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = Item.objects.visible_to(access).filter(office_id=office_id)

    def clean_number(self) -> Item:
        """The matter of this number, if the person may read it."""
        number = self.cleaned_data["number"].strip().upper()
        found = self.rows.filter(number=number).first()
        if found is None:
            raise forms.ValidationError(
                _("No matter of your office has this number. Look it up and try again.")
            )
        return found


class TakeOffForm(forms.Form):
    reason = forms.CharField(label=pgettext_lazy("of a link", "Reason"), max_length=200)
