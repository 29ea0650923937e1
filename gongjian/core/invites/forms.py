"""Forms of the private links."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """What the contact answers; which of the two buttons was pressed comes with it."""

    reason = forms.CharField(
        label=_("A word to the office"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If you decline, please say why."),
    )  # fmt: skip
    answer = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])


class RevokeForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the trail."))
