"""Forms of the unit pages. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area, Level
from gongjian.core.orgs.models import AppointmentKind, TermKind, Unit, UnitKind
from gongjian.core.people.forms import day_field
from gongjian.core.people.models import Person

LEVELS = (Level.SUBDISTRICT, Level.SECTOR, Level.COMMUNITY)


class AddUnitForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind)
    name = forms.CharField(label=pgettext_lazy("of a place or unit", "Name"), max_length=80)
    short_name = forms.CharField(label=_("Short name"), max_length=20, required=False)
    area = forms.ModelChoiceField(
        label=_("Area"), queryset=Area.objects.none(), empty_label=None, help_text=_("Where it works.")
    )
    parent = forms.ModelChoiceField(
        label=_("Under which unit"), queryset=Unit.objects.none(), required=False, empty_label=_("None")
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, help_text=_("The unit's own, not a person's.")
    )

    def __init__(self, *args: Any, paths: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        areas = Area.objects.current().under_any(paths).filter(level__in=LEVELS, office__is_office=True)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        units = Unit.objects.under_any(paths).filter(active=True)
        self.fields["parent"].queryset = units  # type: ignore[attr-defined]


class CloseUnitForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the trail."))


class AddMemberForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.none(), empty_label=_("Choose")
    )
    post = forms.CharField(label=_("Post"), max_length=40, required=False)
    is_head = forms.BooleanField(label=_("Heads the unit"), required=False)
    since = day_field(_("From"))

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        people = Person.objects.filter(office=unit.office, is_active=True)
        there = unit.memberships.filter(until__isnull=True).values("person")
        self.fields["person"].queryset = people.exclude(pk__in=there)  # type: ignore[attr-defined]


class EndMembershipForm(forms.Form):
    on = day_field(_("First day on which the person no longer belongs to it"))


class PostForm(forms.Form):
    title = forms.CharField(
        label=_("Post"), max_length=40, help_text=_("For example: secretary, head, member.")
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=99, initial=1)


class TermForm(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("into a post", "How"), choices=TermKind)
    person = forms.ModelChoiceField(
        label=_("Somebody with an account"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    name = forms.CharField(
        label=_("Or a name"),
        max_length=40,
        required=False,
        help_text=_("Kept sealed, shown to staff of the office."),
    )
    since = day_field(_("From"))
    until = day_field(_("First day after the term"))

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        people = Person.objects.filter(office=unit.office, is_active=True)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class AppointForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=pgettext_lazy("that sends a member", "Unit"),
        queryset=Unit.objects.none(),
        empty_label=_("Choose"),
    )
    kind = forms.ChoiceField(label=pgettext_lazy("of a member", "As"), choices=AppointmentKind)
    name = forms.CharField(
        label=_("Whom it sends"),
        max_length=40,
        required=False,
        help_text=_("Kept sealed, shown to staff of the office."),
    )
    since = day_field(_("From"))
    until = day_field(_("First day after the term"))

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.of_office(unit.office_id).filter(active=True).exclude(pk=unit.pk)
        self.fields["unit"].queryset = units.order_by("kind", "name")  # type: ignore[attr-defined]


class EndForm(forms.Form):
    on = day_field(_("First day without"))
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the trail."))
