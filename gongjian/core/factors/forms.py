"""Forms of sign-in protection. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.people.forms import day_field, password_field


def code_field(label: Any, *, digits: bool, **options: Any) -> forms.CharField:
    """A one-time code, which phones offer to fill in; with `digits` they show keys of digits."""
    attrs = {
        "autocomplete": "one-time-code",
        "autocapitalize": "none",
        "spellcheck": "false",
        "class": "short",
    }
    if digits:
        attrs["inputmode"] = "numeric"
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs=attrs), **options)


class AppCodeForm(forms.Form):
    code = code_field(_("The code that the app shows"), digits=True, help_text=_("Six digits."))

    def clean_code(self) -> str:
        """Without the space that most apps show in the middle."""
        return "".join(self.cleaned_data["code"].split())


class SecondStepForm(forms.Form):
    code = code_field(pgettext_lazy("one-time", "Code"), digits=False)

    def __init__(self, *args: Any, app: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        told = _("Six digits from your authenticator app, or one of your recovery codes.")
        self.fields["code"].help_text = told if app else _("One of your recovery codes.")
        self.fields["code"].widget.attrs["autofocus"] = True


class ProofForm(forms.Form):
    """Password or code: whichever she has at hand."""

    password = password_field(_("Password"), new=False, required=False)
    code = code_field(_("Or a code"), digits=False, required=False)

    def __init__(self, *args: Any, with_code: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.either = True  # type: ignore[attr-defined]  # one of them will do: neither is called optional
        if not with_code:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Something was typed."""
        given = super().clean() or {}
        if not given.get("password") and not given.get("code"):
            self.add_error("password", _("Type your password."))
        return given


class PasskeyForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"),
        max_length=40,
        help_text=_("So that you know it again, such as the device's."),
    )


class RuleForm(forms.Form):
    required_from = day_field(
        _("Needed from"),
        required=False,
        help_text=_(
            "Until the day before, everybody is reminded on each page. Empty: everybody's own choice."
        ),
    )
