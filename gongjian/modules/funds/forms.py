"""Forms of the money."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item
from gongjian.core.people.access import Access
from gongjian.lib.money import fen_of
from gongjian.modules.funds.models import RuleKind

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MoneyField(forms.CharField):
    """A sum as people write it, given back in fen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Sum in yuan"))
        kwargs.setdefault("help_text", _("Up to two decimals; “5万” is understood."))
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> Any:
        """Fen; more than nothing."""
        text = super().clean(value)
        try:
            fen = fen_of(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write the sum in digits, such as 1234.50 or 5万.")) from error
        if fen <= 0:
            raise forms.ValidationError(_("The sum must be more than nothing."))
        return fen


class MatterField(forms.CharField):
    """A matter of the office that the person may read, by its number."""

    def __init__(self, access: Access, office_id: int, **kwargs: Any) -> None:
        self.access, self.office_id = access, office_id
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> Any:
        """The item; None where nothing was entered."""
        number = super().clean(value).strip().upper()
        if not number:
            return None
        found = Item.objects.visible_to(self.access).filter(office_id=self.office_id, number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no such matter in this office. Check its number."))
        return found


class RuleForm(forms.Form):
    office = forms.ModelChoiceField(Area.objects.none(), label=_("Office"), empty_label=None)
    kind = forms.ChoiceField(label=_("For which organisations"), choices=RuleKind.choices)
    amount = MoneyField(label=_("Sum of a year in yuan"))
    since = forms.DateField(label=_("Holds from"), widget=DAY)
    source = forms.CharField(
        label=_("Where it is written"), max_length=120, help_text=_("Document and date.")
    )

    def __init__(self, offices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class GrantForm(forms.Form):
    """Nothing to fill in: office and year stand in the address."""


class PaymentForm(forms.Form):
    title = forms.CharField(label=_("What is paid for"), max_length=200)
    amount = MoneyField()
    payee = forms.CharField(
        label=_("Paid to"), max_length=80, help_text=_("The firm or organisation, no person's name.")
    )
    voucher = forms.CharField(
        label=_("Number of the invoice"), max_length=40, help_text=_("Each number can be used once a year.")
    )

    def __init__(self, access: Access, office_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"] = MatterField(
            access, office_id, label=_("For which matter"), required=False,
            help_text=_("Its number; what is reserved for it is used first."),
        )  # fmt: skip


class ReserveForm(forms.Form):
    what = forms.ChoiceField(
        label=_("What to do with the money"), widget=forms.RadioSelect, initial="reserve",
        choices=[("reserve", _("Reserve")), ("release", _("Give back what is reserved"))],
    )  # fmt: skip
    amount = MoneyField()

    def __init__(self, access: Access, office_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"] = MatterField(
            access, office_id, label=_("For which matter"), help_text=_("Its number.")
        )


class ReverseForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
