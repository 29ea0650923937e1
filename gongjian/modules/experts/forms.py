"""Forms of the think tank. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.items.forms import PicturesField
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.people.access import Access
from gongjian.core.people.forms import day_field
from gongjian.modules.experts.actions.cataloguing import LONGEST, MOST
from gongjian.modules.experts.hooks import MOST_PEOPLE
from gongjian.modules.experts.models import Expert, ExpertService, Mode, ServiceOrder, ServiceType

RATINGS = [(str(number), "★" * number) for number in (5, 4, 3, 2, 1)]
OUTSIDE = (UnitKind.OUTSIDE, UnitKind.PARTNER)


def moment_field(label: Any, **options: Any) -> forms.DateTimeField:
    """A day and an hour as the browser's own picker gives it."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    return forms.DateTimeField(label=label, widget=widget, input_formats=formats, **options)


def words_field(label: Any, *, rows: int = 3, **options: Any) -> forms.CharField:
    """Several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


def units_for(access: Access) -> Any:
    """Units whose services and experts the person keeps."""
    own = Unit.objects.filter(pk__in=access.unit_ids if access.may_anywhere("experts.give") else ())
    return (Unit.objects.under_any(access.paths("experts.arrange")) | own).filter(active=True).distinct()


def orderers_for(access: Access, office_id: int) -> Any:
    """Units of the office for which the person orders: those of her places, and her own."""
    own = Unit.objects.filter(pk__in=access.unit_ids if access.may_anywhere("experts.order") else ())
    found = Unit.objects.under_any(access.paths("experts.order")) | own
    return found.filter(active=True, office=office_id).exclude(kind__in=OUTSIDE).distinct()


class ServiceForm(forms.Form):
    """What a unit gives."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Giving unit"))
    number = forms.CharField(
        label=pgettext_lazy("column", "Number"),
        max_length=30,
        required=False,
        help_text=_("Left empty: the next number."),
    )
    title = forms.CharField(label=_("Service"), max_length=120)
    type = forms.ModelChoiceField(ServiceType.objects.none(), label=_("Type of service"))
    expert = forms.ModelChoiceField(
        Expert.objects.none(), label=pgettext_lazy("noun", "Expert"), required=False, help_text=_("Left empty: the unit says who comes.")
    )  # fmt: skip
    gives = words_field(_("What it offers"), max_length=2000, required=False)
    audience = forms.CharField(label=_("Intended for"), max_length=200, required=False)
    minutes = forms.IntegerField(label=_("Duration in minutes"), min_value=1, max_value=LONGEST, initial=90)
    capacity = forms.IntegerField(
        label=_("Sessions a month"),
        min_value=1,
        max_value=MOST,
        help_text=_("More is never ordered in one month."),
    )
    mode = forms.ChoiceField(label=_("Way"), choices=Mode.choices, initial=Mode.PLACE)
    place = forms.CharField(
        label=_("Venue"), max_length=200, required=False, help_text=_("Left empty: whoever orders names it.")
    )
    conditions = forms.CharField(label=_("Conditions"), max_length=300, required=False)

    def __init__(self, access: Access, *args: Any, known: ExpertService | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_for(access)
        offices = units.order_by().values("office_id") if known is None else [known.office_id]
        types = ServiceType.objects.filter(office__in=offices).on(timezone.localdate())
        if known is not None:
            types = types | ServiceType.objects.filter(pk=known.type_id)
            units = Unit.objects.filter(pk=known.unit_id)
        self.fields["type"].queryset = types  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        experts = Expert.objects.available().filter(unit__in=units).select_related("unit")
        self.fields["expert"].queryset = experts  # type: ignore[attr-defined]
        for name in ("unit", "number") if known is not None else ():
            del self.fields[name]


class ExpertForm(forms.Form):
    """Somebody of a unit who gives services."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit of the expert"))
    name = forms.CharField(label=_("Name"), max_length=40)
    post = forms.CharField(label=_("Title or post"), max_length=60, required=False)
    fields_of = forms.CharField(label=_("Fields of knowledge"), max_length=200, required=False)
    is_lecturer = forms.BooleanField(label=_("Belongs to the lecturers' pool"), required=False)
    topics = forms.CharField(
        label=_("Topics of Party lectures"),
        max_length=300,
        required=False,
        help_text=_("Several are parted by “；”."),
    )
    contact = forms.CharField(
        label=_("Contact"), max_length=80, required=False,
        help_text=_("Kept sealed, so that the unit can be asked; never published, destroyed when she is not available any more."),
    )  # fmt: skip

    def __init__(self, access: Access, *args: Any, known: Expert | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_for(access)  # type: ignore[attr-defined]
        if known is not None:
            del self.fields["unit"]


class OrderForm(forms.Form):
    """When, for whom, and how many are expected."""

    orderer = forms.ModelChoiceField(Unit.objects.none(), label=_("Ordered for"))
    starts_at = moment_field(_("Begins"))
    online = forms.BooleanField(label=_("Online"), required=False)
    place = forms.CharField(label=_("Venue"), max_length=200, required=False)
    audience = forms.CharField(label=_("Who comes"), max_length=120)
    people = forms.IntegerField(label=_("How many are expected"), min_value=1, max_value=MOST_PEOPLE)
    wish = words_field(_("What it should be about"), max_length=500, required=False)

    def __init__(self, service: ExpertService, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = orderers_for(access, service.office_id).exclude(pk=service.unit_id)
        self.fields["orderer"].queryset = units  # type: ignore[attr-defined]
        own = [unit for unit in units if unit.pk in access.unit_ids]
        if len(own) == 1:
            self.fields["orderer"].initial = own[0].pk
        self.service = service
        if service.mode != Mode.BOTH:
            del self.fields["online"]
        self.fields["place"].initial = service.place
        if service.mode == Mode.ONLINE:
            del self.fields["place"]

    def clean(self) -> dict[str, Any]:
        """What the service's own way decides is not asked."""
        told = super().clean() or self.cleaned_data
        return {"online": self.service.mode == Mode.ONLINE, **told}


class AcceptForm(forms.Form):
    """Who comes."""

    expert = forms.ModelChoiceField(Expert.objects.none(), label=_("Who comes from us"), required=False)
    note = words_field(_("Note"), max_length=1000, required=False)

    def __init__(self, order: ServiceOrder, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        experts = Expert.objects.available().filter(unit=order.service.unit_id)
        self.fields["expert"].queryset = experts  # type: ignore[attr-defined]
        self.fields["expert"].initial = order.expert_id


class DeliveryForm(forms.Form):
    """What came of it, as the giving unit saw it."""

    came = forms.IntegerField(label=_("How many came"), min_value=0, max_value=MOST_PEOPLE)
    note = words_field(_("Note"), max_length=1000, required=False)
    pictures = PicturesField(label=_("Pictures"), required=False)


class RatingForm(forms.Form):
    """What the ordering side says of the service."""

    rating = forms.TypedChoiceField(
        label=_("Rating"), choices=RATINGS, coerce=int, widget=forms.RadioSelect,
        help_text=_("Of the service, not of a person."),
    )  # fmt: skip
    comment = words_field(_("Comment"), max_length=500, required=False)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class InviteForm(forms.Form):
    """To whom the private link goes."""

    contact = forms.CharField(
        label=_("For whom is the link"),
        max_length=40,
        help_text=_("Sealed, and destroyed 30 days after the link's end."),
    )


class TypeForm(forms.Form):
    """A type of service of the office."""

    office = forms.ModelChoiceField(Area.objects.none(), label=_("Office"), empty_label=None)
    name = forms.CharField(label=_("Type of service"), max_length=30)
    since = day_field(_("In force since"), initial=timezone.localdate)

    def __init__(self, offices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """From when on nothing new is put under it."""

    until = day_field(_("First day without it"), initial=timezone.localdate)


class FindForm(forms.Form):
    """What a page of services is narrowed by."""

    q = forms.CharField(label=_("Words"), required=False, max_length=40)
    type = forms.ModelChoiceField(
        ServiceType.objects.none(), label=_("Type of service"), required=False, empty_label=_("All")
    )

    def __init__(self, types: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].queryset = types  # type: ignore[attr-defined]
