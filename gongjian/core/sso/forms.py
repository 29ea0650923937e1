"""Forms of single sign-on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.core.sso.providers import providers


class NoForm(forms.Form):
    """A question that is answered by its button."""


class LinkForm(forms.Form):
    provider = forms.ChoiceField(label=_("Other system"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Her name there"),
        max_length=200,
        help_text=_(
            "The account's lasting id: in WeCom the member's account (账号), in DingTalk the unionId, in Feishu the open_id of this"
            " application, elsewhere the “sub”."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(slug, one.label) for slug, one in providers().items()]
        self.fields["provider"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["provider"].initial = choices[0][0]
