"""Forms of the money."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import Area
from gongjian.core.items.forms import MatterField
from gongjian.core.money import MoneyField
from gongjian.core.people.access import Access
from gongjian.modules.funds.models import RuleKind

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _Dated(forms.Form):
    """What holds from a day on, and where that is written."""

    office = forms.ModelChoiceField(Area.objects.none(), label=_("Office"), empty_label=None)
    since = forms.DateField(label=_("Holds from"), widget=DAY)
    source = forms.CharField(
        label=_("Where it is written"), max_length=120, help_text=_("Document and date.")
    )

    def __init__(self, offices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class RuleForm(_Dated):
    kind = forms.ChoiceField(
        label=_("What is ruled"), choices=[one for one in RuleKind.choices if one[0] != RuleKind.CARRY]
    )
    amount = MoneyField()
    field_order = ("office", "kind", "amount")


class ShareForm(_Dated):
    """What is carried over at the end of a year."""

    amount = forms.IntegerField(
        label=_("Share carried over, per cent"), min_value=0, max_value=100,
        help_text=_("Of what is available on 31 December. The rest falls back; what is kept for a matter stays with it."),
    )  # fmt: skip
    field_order = ("office", "amount")


class CaseForm(forms.Form):
    title = forms.CharField(label=_("What is to be decided"), max_length=200)
    amount = MoneyField()
    why = forms.CharField(
        label=_("Why, and how the sum comes about"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Offers compared, what others pay. Papers are added on the page of the case."),
    )  # fmt: skip

    def __init__(self, access: Access, office_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"] = MatterField(
            access, office_id, label=_("For which matter"), help_text=_("Its number.")
        )
        self.order_fields(["title", "matter"])


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
