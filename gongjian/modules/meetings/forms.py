"""Forms of meetings and promises. They read what was typed; the actions decide."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area, Level
from gongjian.core.items.models import Item
from gongjian.core.links.raised import Raised
from gongjian.core.orgs.models import Membership, Unit, UnitKind
from gongjian.core.people.access import Access
from gongjian.core.people.forms import SeveralField, day_field
from gongjian.core.people.models import Person
from gongjian.modules.meetings.models import Meeting, MeetingKind, Presence

LEVELS = (Level.SUBDISTRICT, Level.SECTOR, Level.COMMUNITY)


def moment_field(label: Any, **options: Any) -> forms.DateTimeField:
    """A day and an hour as the browser's own picker gives it."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    return forms.DateTimeField(label=label, widget=widget, input_formats=formats, **options)


def by_kind(units: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    """Units as choices in groups, departments first, then communities, in the order of their kinds."""
    found: dict[str, list[tuple[int, str]]] = {}
    for unit in units.order_by("pk"):
        found.setdefault(unit.kind, []).append((unit.pk, str(unit)))
    return [(str(kind.label), found[kind.value]) for kind in UnitKind if kind.value in found]


class _Places(forms.Form):
    """A form that asks where: the areas in which the person calls meetings."""

    def __init__(self, *args: Any, access: Access, **options: Any) -> None:
        super().__init__(*args, **options)
        self.access = access
        places = Area.objects.current().under_any(access.paths("meetings.hold")).filter(level__in=LEVELS)
        found = places.filter(office__is_office=True).order_by("path")
        self.fields["area"].queryset = found  # type: ignore[attr-defined]
        self.offices = found.order_by().values("office_id").distinct()
        self.units = Unit.objects.filter(office_id__in=self.offices, active=True)


class CallForm(_Places):
    kind = forms.ChoiceField(label=pgettext_lazy("column", "Kind"), choices=MeetingKind)
    title = forms.CharField(label=_("Title of the meeting"), max_length=120)
    area = forms.ModelChoiceField(Area.objects.none(), label=_("For which place"), empty_label=None)
    starts_at = moment_field(_("Begins"))
    place = forms.CharField(label=_("Where it is held"), max_length=120)
    about = forms.CharField(
        label=_("Number of the matter it is about"), max_length=24, required=False,
        help_text=_("Needed for daily and coordination meetings."),
    )  # fmt: skip
    units = SeveralField(
        Unit.objects.none(), label=_("Who is asked"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["units"]
        field.queryset = self.units
        field.choices = by_kind(self.units)

    def clean_about(self) -> Item | None:
        """The matter of this number, if the person may read it."""
        number = self.cleaned_data["about"].strip().upper()
        if not number:
            return None
        found = Item.objects.visible_to(self.access).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("No matter that you may read has this number."))
        return found


class NextForm(forms.Form):
    starts_at = moment_field(_("Begins"))


class CancelForm(forms.Form):
    why = forms.CharField(label=_("Why it is called off"), max_length=200)


class PointForm(forms.Form):
    number = forms.CharField(
        label=_("Number of an open matter"),
        max_length=24,
        required=False,
        help_text=_("Or a heading of its own below."),
    )
    title = forms.CharField(label=_("Heading"), max_length=200, required=False)
    about = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, meeting: Meeting, access: Access, raised: Sequence[Raised] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.raised = {one.code: one for one in raised}
        self.rows = Item.objects.visible_to(access).filter(office_id=meeting.office_id)

    def clean(self) -> dict[str, Any]:
        """One of the three."""
        given = super().clean() or {}
        code, given["item"] = given.get("about") or "", None
        found = self.raised.get(code)
        given["about"] = found.row if found else None
        if found:
            given["title"] = f"{found.title}（{found.hint}）"[:200] if found.hint else found.title[:200]
            return given
        if code:
            self.add_error(
                None, _("Nothing of the kind is raised any more; it may be on the agenda already.")
            )
            return given
        number = (given.get("number") or "").strip().upper()
        given["item"] = self.rows.filter(number=number).first() if number else None
        if number and given["item"] is None:
            self.add_error("number", _("No matter that you may read has this number."))
        elif not number and not (given.get("title") or "").strip():
            self.add_error("title", _("Give a number or a heading."))
        return given


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=pgettext_lazy("in a meeting", "What was said"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class MinutesForm(forms.Form):
    minutes = forms.CharField(
        label=_("Closing words of the minutes"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Points, outcomes and decisions stand in the minutes by themselves."),
    )  # fmt: skip


class DecideForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("of a decision", "What is to be done"), max_length=200)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Owning unit"))
    handler = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Person in charge"),
        required=False,
        help_text=_("Must belong to the unit."),
    )
    due_on = day_field(_("To be done by"))

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.of_office(meeting.office_id).filter(active=True).order_by("kind", "pk")
        members = Membership.objects.filter(unit__in=units, until__isnull=True).values("person_id")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        people = Person.objects.filter(pk__in=members, is_active=True)
        self.fields["handler"].queryset = people  # type: ignore[attr-defined]


class PresenceForm(forms.Form):
    presence = forms.ChoiceField(label=_("Did somebody come"), choices=Presence)
    name = forms.CharField(label=_("Name of who came"), max_length=20, required=False)
    reason = forms.CharField(label=_("Why excused"), max_length=120, required=False)


class AskUnitForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=pgettext_lazy("whom a meeting asks", "Unit"))

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = meeting.attendances.values("unit_id")
        units = Unit.objects.of_office(meeting.office_id).filter(active=True).exclude(pk__in=asked)
        self.fields["unit"].queryset = units.order_by("kind", "pk")  # type: ignore[attr-defined]


class PromiseForm(_Places):
    title = forms.CharField(label=_("What is promised"), max_length=200)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Who promises"))
    to_whom = forms.CharField(
        label=_("To whom"), max_length=80, help_text=_("A place or a group, not a name.")
    )
    area = forms.ModelChoiceField(Area.objects.none(), label=_("For which place"), empty_label=None)
    due_on = day_field(_("To be kept by"))
    said_in = forms.CharField(label=_("Where it was said"), max_length=120)
    said_on = day_field(_("When it was said"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = self.units.order_by("kind", "pk")  # type: ignore[attr-defined]
        self.initial.setdefault("said_on", timezone.localdate())


class CheckInForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Your unit"))
    name = forms.CharField(
        label=_("Your name"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.filter(pk__in=meeting.attendances.values("unit_id"))
        self.fields["unit"].queryset = units.order_by("kind", "pk")  # type: ignore[attr-defined]


def tomorrow(now: dt.datetime) -> dt.datetime:
    """The same hour of the next day, for the next daily meeting."""
    return timezone.localtime(now).replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
