"""Forms of the exchange."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area, Level
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access
from gongjian.core.refusal import Refused
from gongjian.modules.exchange.models import ExchangeCategory, Match, Need, Origin, Per, Resource
from gongjian.modules.exchange.models.asking import MOST, Urgency
from gongjian.modules.exchange.taking import hours_of

DAYS = ["%Y-%m-%d", "%Y/%m/%d"]
PLACES = (Level.SUBDISTRICT, Level.SECTOR, Level.COMMUNITY, Level.GRID)
RATINGS = [("", "—"), *((str(number), "★" * number) for number in (5, 4, 3, 2, 1))]


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=DAYS, **more)


def number_field(label: Any, *, least: int = 1, **more: Any) -> forms.IntegerField:
    """A whole number, up to a million unless said."""
    return forms.IntegerField(label=label, min_value=least, **({"max_value": MOST} | more))


def words_field(label: Any, *, rows: int = 4, **more: Any) -> forms.CharField:
    """Several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class AreaChoice(forms.ModelChoiceField):
    """Areas of the person, deeper ones set in."""

    def label_from_instance(self, obj: Area) -> str:
        """The short name, indented by its depth below the office."""
        return "\u3000" * PLACES.index(Level(obj.level)) + obj.short_name


def areas_for(access: Access, permission: str) -> Any:
    """Office, sectors, communities and grids for which the permission is held."""
    found = Area.objects.under_any(access.paths(permission)).current()
    return found.filter(level__in=PLACES, office__is_office=True).order_by("path")


def categories_for(offices: Any) -> Any:
    """Categories in force today in one of the offices."""
    known = ExchangeCategory.objects.on(timezone.localdate())
    return known.filter(Q(office__isnull=True) | Q(office__in=offices))


def units_for(access: Access) -> Any:
    """Units whose resources the person keeps."""
    paths = access.paths("exchange.arrange")
    own = Unit.objects.filter(pk__in=access.unit_ids if access.may_anywhere("exchange.give") else ())
    return (Unit.objects.under_any(paths) | own).filter(active=True).distinct()


class ResourceForm(forms.Form):
    """What a unit gives."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Giving unit"))
    title = forms.CharField(
        label=_("Resource"), max_length=120, help_text=_("What can be had, in a few words.")
    )
    category = forms.ModelChoiceField(ExchangeCategory.objects.none(), label=_("Category of the exchange"))
    text = words_field(_("Description"), rows=3, max_length=2000, required=False)
    capacity = number_field(_("Capacity"))
    measure = forms.CharField(
        label=_("Unit of measure"), max_length=12, help_text=_("Sessions, hours, places, pieces…")
    )
    per = forms.ChoiceField(label=pgettext_lazy("capacity", "Period"), choices=Per.choices, initial=Per.MONTH)
    windows = forms.CharField(
        label=_("Hours"), max_length=300, required=False,
        help_text=_("For example: 周一至周五 9:00-11:30；周六 14:00-17:00. Left empty: by arrangement."),
    )  # fmt: skip
    since = day_field(_("First day"), required=False)
    until = day_field(_("Last day"), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    who = forms.CharField(label=_("Who may use it"), max_length=200, required=False)
    conditions = forms.CharField(label=_("Conditions"), max_length=300, required=False)
    contact = forms.CharField(
        label=_("Contact at the unit"), max_length=80, required=False,
        help_text=_("Kept sealed, so that the office can ask; never published."),
    )  # fmt: skip

    def __init__(self, access: Access, *args: Any, known: Resource | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_for(access)
        offices = units.order_by().values("office_id") if known is None else [known.office_id]
        self.fields["category"].queryset = categories_for(offices)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if known is not None:
            del self.fields["unit"]

    def clean_windows(self) -> Any:
        """The hours as plain values."""
        try:
            return hours_of(self.cleaned_data["windows"])
        except Refused as refused:
            raise forms.ValidationError(str(refused.reason)) from refused

    def clean(self) -> dict[str, Any]:
        """Days run forwards."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first. Check both days."))
        return found


class NeedForm(forms.Form):
    """What is needed, by whom and until when."""

    title = forms.CharField(
        label=pgettext_lazy("kind", "Need"), max_length=200, help_text=_("In a few words.")
    )
    category = forms.ModelChoiceField(ExchangeCategory.objects.none(), label=_("Category of the exchange"))
    text = words_field(_("Description"), rows=3, max_length=2000, required=False)
    quantity = number_field(pgettext_lazy("exchange", "Quantity"), initial=1)
    measure = forms.CharField(
        label=_("Unit of measure"), max_length=12, help_text=_("Sessions, hours, places, pieces…")
    )
    area = AreaChoice(Area.objects.none(), label=_("Area"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit that needs it"), required=False)
    whose = forms.CharField(
        label=_("Whose need"),
        max_length=80,
        required=False,
        help_text=_("A group, never a name: elderly people living alone."),
    )
    households = number_field(_("Households"), least=0, initial=0)
    people = number_field(pgettext_lazy("exchange", "Persons"), least=0, initial=0)
    wanted_by = day_field(pgettext_lazy("clock", "Needed by"), required=False)
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=Urgency.choices, coerce=int, initial=Urgency.SOON
    )
    origin = forms.ChoiceField(label=_("Learned from"), choices=Origin.choices, initial=Origin.TYPED)

    def __init__(self, access: Access, *args: Any, known: Need | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = areas_for(access, "exchange.ask")
        offices = areas.order_by().values("office_id") if known is None else [known.item.office_id]
        self.fields["category"].queryset = categories_for(offices)  # type: ignore[attr-defined]
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.filter(active=True, office__in=offices)  # type: ignore[attr-defined]
        for name in ("title", "area", "place", "unit") if known is not None else ():
            del self.fields[name]


class ProposeForm(forms.Form):
    """How much of a resource, and when."""

    quantity = number_field(pgettext_lazy("exchange", "Quantity"))
    first_day = day_field(_("Day"))
    last_day = day_field(_("Last day"), required=False, help_text=_("Left empty: the same day."))


class DeliveryForm(forms.Form):
    """What the asking side says of a delivery."""

    delivered = number_field(_("How much really came"))
    rating = forms.TypedChoiceField(
        label=_("How the delivery was"), choices=RATINGS, coerce=int, empty_value=None, required=False,
        help_text=_("Of the delivery, not of a person."),
    )  # fmt: skip
    words = words_field(_("What there is to say"), rows=3, max_length=500, required=False)

    def __init__(self, match: Match, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delivered"].initial = match.quantity
        self.fields["delivered"].help_text = _("Agreed: %(n)s") % {
            "n": f"{match.quantity} {match.need.measure}"
        }


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class InviteForm(forms.Form):
    """To whom the private link goes."""

    contact = forms.CharField(
        label=_("For whom"), max_length=40, help_text=_("Sealed, and destroyed 30 days after the link's end.")
    )


class CategoryForm(forms.Form):
    """A category of the office."""

    office = forms.ModelChoiceField(Area.objects.none(), label=_("Office"), empty_label=None)
    name = forms.CharField(label=_("Category of the exchange"), max_length=20)

    def __init__(self, offices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """From when on nothing new is put under it."""

    until = day_field(_("First day without it"), initial=timezone.localdate)


class DayForm(forms.Form):
    """The day on which a resource is asked for, as a page proposed it."""

    day = day_field(_("Day"))


class ProposalForm(forms.Form):
    """Of which place the open needs are, and how many of them one unit is asked for at most."""

    area = AreaChoice(Area.objects.none(), label=_("Area"))
    most_per_unit = number_field(
        _("Needs per unit, at most"),
        max_value=1000,
        initial=5,
        help_text=_("So that no unit is asked for too much at once."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = areas_for(access, "exchange.arrange")
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["area"].initial = areas.first()


class FindForm(forms.Form):
    """What the public page is narrowed by."""

    q = forms.CharField(label=_("Words"), required=False, max_length=40)
    category = forms.ModelChoiceField(
        ExchangeCategory.objects.none(),
        label=_("Category of the exchange"),
        required=False,
        empty_label=_("All"),
    )

    def __init__(self, office: Area, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ExchangeCategory.objects.of_office(office.pk).on(timezone.localdate())
        self.fields["category"].queryset = known  # type: ignore[attr-defined]
