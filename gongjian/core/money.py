"""The form field for sums of money, as people write them: 1234.50, 1,234.5元, 5万."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.lib.money import fen_of, yuan_text


class MoneyField(forms.CharField):
    """A sum in yuan, given back in fen. Demanded: more than nothing; otherwise 0 where nothing was entered."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Sum in yuan"))
        kwargs.setdefault("help_text", _("Up to two decimals; “5万” is understood."))
        super().__init__(max_length=30, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Fen as yuan; what was typed as it was."""
        return yuan_text(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Fen."""
        text = super().clean(value)
        if not text:
            return 0
        try:
            fen = fen_of(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write the sum in digits, such as 1234.50 or 5万.")) from error
        if fen < 0 or (self.required and not fen):
            raise forms.ValidationError(_("The sum must be more than nothing."))
        return fen
