"""Forms of the alliance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.orgs.models import PARTY, Unit, UnitKind
from gongjian.core.people.forms import Trapped, day_field
from gongjian.modules.network.models import Agreement, PartnerKind
from gongjian.modules.network.offers import offer_named, offers_of

SIDES = (UnitKind.COMMUNITY, *PARTY)


def _units(paths: list[str], *kinds: str) -> Any:
    return Unit.objects.under_any(paths).filter(active=True, kind__in=kinds).order_by("name")


class JoinForm(Trapped):
    """A unit asks to join."""

    area = forms.ModelChoiceField(Area.objects.none(), label=_("Subdistrict"), empty_label=None)
    name = forms.CharField(label=_("Full name of the unit"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=PartnerKind)
    address = forms.CharField(label=_("Address"), max_length=120)
    gives = forms.CharField(
        label=_("What it can give"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Rooms, people, skills, goods: a few words are enough."),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Contact"), max_length=40, help_text=_("Kept sealed; the office calls this person.")
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, help_text=_("Kept sealed."))
    sign_in_name = forms.RegexField(
        r"^[a-z][a-z0-9_.-]*$", label=_("Sign-in name you would like"), max_length=36, required=False,
        help_text=_("Only if the contact wants an account. Small letters and digits."),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), required=False, max_length=128, widget=forms.PasswordInput,
        help_text=_("At least ten characters. It works when the office has confirmed."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["area"].queryset = Area.objects.offices().current()  # type: ignore[attr-defined]


class FactsForm(forms.Form):
    """What is known of a unit that is in the alliance."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PartnerKind)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    gives = forms.CharField(
        label=_("What it can give"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    contact = forms.CharField(label=_("Contact"), max_length=40, required=False, help_text=_("Kept sealed."))
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False, help_text=_("Kept sealed."))


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class EndForm(forms.Form):
    on = day_field(pgettext_lazy("of the alliance", "First day without"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class AgreementForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=pgettext_lazy("of the alliance", "Partner"))
    side = forms.ModelChoiceField(Unit.objects.none(), label=_("Side of the office"))
    title = forms.CharField(label=_("What it is about"), max_length=200)
    since = day_field(_("From"))
    until = day_field(_("Last day"))

    def __init__(self, *args: Any, paths: list[str], offices: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        partners = Unit.objects.filter(office__in=offices, active=True, kind=UnitKind.PARTNER).order_by(
            "name"
        )
        self.fields["unit"].queryset = partners  # type: ignore[attr-defined]
        self.fields["side"].queryset = _units(paths, *SIDES)  # type: ignore[attr-defined]


class TermForm(forms.Form):
    giver = forms.ModelChoiceField(Unit.objects.none(), label=_("Who gives"), empty_label=None)
    offer = forms.ChoiceField(
        label=_("Out of what the parties have to give"), required=False,
        help_text=_("Resources and services from their lists. What is chosen here counts as delivered by itself."),
    )  # fmt: skip
    what = forms.CharField(
        label=_("What is named"), max_length=120, required=False,
        help_text=_("Left empty: as it is called in the list."),
    )  # fmt: skip
    quantity = forms.IntegerField(label=_("How many times or how much"), min_value=1, initial=1)
    measure = forms.CharField(label=_("Counted in"), max_length=10, required=False)

    def __init__(self, *args: Any, agreement: Agreement, **options: Any) -> None:
        super().__init__(*args, **options)
        parties = Unit.objects.filter(pk__in=[agreement.item.unit_id, agreement.side_id])
        self.fields["giver"].queryset = parties  # type: ignore[attr-defined]
        self.parties = [agreement.item.unit_id, agreement.side_id]
        nothing = ("", pgettext_lazy("of a term", "Nothing out of a list"))
        self.fields["offer"].choices = [nothing, *offers_of(self.parties)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something is named: by hand, or by what is chosen."""
        given: dict[str, Any] = self.cleaned_data
        given["offer"] = offer_named(given["offer"], self.parties) if given.get("offer") else None
        if not given.get("what") and given["offer"] is None:
            self.add_error("what", _("Say what is given, or choose it out of the list."))
        return given


class DeliveryForm(forms.Form):
    number = forms.CharField(
        label=_("Number of the finished matter"),
        max_length=24,
        help_text=_("It stands at the top of the matter that shows the delivery."),
    )
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)


class RenewForm(forms.Form):
    since = day_field(_("From"))
    until = day_field(_("Last day"))


class PairForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=pgettext_lazy("of the alliance", "Partner"))
    other = forms.ModelChoiceField(Unit.objects.none(), label=_("Paired with"))
    purpose = forms.CharField(label=_("What for"), max_length=200)
    since = day_field(_("From"))

    def __init__(self, *args: Any, paths: list[str], offices: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        partners = Unit.objects.filter(office__in=offices, active=True, kind=UnitKind.PARTNER).order_by(
            "name"
        )
        self.fields["unit"].queryset = partners  # type: ignore[attr-defined]
        self.fields["other"].queryset = _units(paths, *SIDES)  # type: ignore[attr-defined]
