"""Forms of the account and people pages. They read what was typed; the actions decide."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area, Level
from gongjian.core.areas.path import within_any
from gongjian.core.people.actions.leave import fitting_stand_ins
from gongjian.core.people.models import ApiToken, Person
from gongjian.core.people.roles import Role

ROLE_LEVELS = (Level.CITY, Level.DISTRICT, Level.SUBDISTRICT, Level.SECTOR, Level.COMMUNITY, Level.GRID)


if TYPE_CHECKING:
    RowsField = forms.ModelMultipleChoiceField[Any]
else:
    RowsField = forms.ModelMultipleChoiceField


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day as the browser's own picker gives it."""
    widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%Y/%m/%d"], **options)


class SeveralField(RowsField):
    """Several rows; a number that no database can hold is an unknown choice like any other."""

    def clean(self, value: Any) -> Any:
        """The rows chosen."""
        try:
            return super().clean(value)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list") from None


def password_field(label: Any, *, new: bool, **options: Any) -> forms.CharField:
    """A password, never trimmed and never shown again."""
    use = "new-password" if new else "current-password"
    widget = forms.PasswordInput(attrs={"autocomplete": use})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=200, **options)


class Trapped(forms.Form):
    """A public form with a field that no person sees: whoever fills it in is a program."""

    website = forms.CharField(
        label=_("The hidden field"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean_website(self) -> str:
        """Refuse in words, in case a person did fill it in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty."))
        return ""


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = password_field(_("Password"), new=False)


class PasswordForm(forms.Form):
    old = password_field(_("Present password"), new=False)
    new = password_field(
        _("New password"), new=True, help_text=_("At least 10 characters; a few words are best.")
    )
    again = password_field(_("New password, once more"), new=True)

    def clean(self) -> dict[str, Any]:
        """The new password was typed the same twice."""
        given = super().clean() or {}
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("The two new passwords differ. Type them once more."))
        return given


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class LeaveForm(forms.Form):
    """Whose leave decides who may stand in."""

    stand_in = forms.ModelChoiceField(
        label=_("Stand-in"),
        queryset=Person.objects.none(),
        empty_label=_("Choose a colleague"),
        help_text=_("Sees and handles the matters in these days, and gets the reminders."),
        error_messages={
            "invalid_choice": _("This must be a colleague of the same office who handles such matters.")
        },
    )
    away_from = day_field(_("First day away"))
    away_until = day_field(
        _("Last day away"), required=False, help_text=_("Leave it empty if it is not known yet.")
    )

    def __init__(self, *args: Any, person: Person, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        fitting = [found.pk for found in fitting_stand_ins(person, on=today)]
        self.fields["stand_in"].queryset = Person.objects.filter(pk__in=fitting)  # type: ignore[attr-defined]


class AddPersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=40)
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=40,
        help_text=_("Letters and digits, for instance the name in pinyin. It cannot be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    office = forms.ModelChoiceField(label=_("Office"), queryset=Area.objects.none())
    password = forms.CharField(
        label=_("First password"),
        max_length=200,
        strip=False,
        help_text=_("Tell it to the person; she must choose her own when she first signs in."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, paths: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        offices = Area.objects.current().offices().under_any(paths)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        if len(first_two := list(offices[:2])) == 1:
            self.fields["office"].initial = first_two[0].pk


class FirstPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("First password"),
        max_length=200,
        strip=False,
        help_text=_("Tell it to the person; she must choose her own when she first signs in."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the trail."))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the trail."))


class EndRoleForm(forms.Form):
    until = day_field(_("Held no longer from"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class GiveRoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role")), *Role.choices])
    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=Area.objects.none(),
        help_text=_("The role is held for this area and everything below it."),
    )
    since = day_field(pgettext_lazy("a day", "From"))
    until = day_field(
        _("Held no longer from"), required=False, help_text=_("Leave it empty for a role without an end.")
    )

    def __init__(self, *args: Any, person: Person, paths: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        areas = Area.objects.current().under_any(paths).filter(level__in=ROLE_LEVELS)
        if person.office is not None:
            above = Area.objects.ancestors_of(person.office).values("pk")
            areas = areas.filter(within_any("path", [person.office.path]) | Q(pk__in=above))
        else:
            areas = areas.filter(depth__lte=2)
        self.fields["area"].queryset = areas.order_by("path")  # type: ignore[attr-defined]
        self.fields["area"].label_from_instance = _set_in  # type: ignore[attr-defined]


def _set_in(area: Area) -> str:
    return "\u3000" * area.depth + area.short_name


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"), max_length=40, help_text=_("Such as the program's name.")
    )
    reach = forms.ChoiceField(
        label=_("What the program may do"),
        choices=ApiToken.Reach.choices,
        widget=forms.RadioSelect,
        initial="read",
    )
    expires_on = day_field(_("Last day"), help_text=_("At most a year ahead."))
    folders = forms.MultipleChoiceField(
        label=_("Only these parts of the API"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everything that you may do yourself."),
    )

    def __init__(self, *args: Any, parts: "list[tuple[str, Any]]", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["folders"].choices = parts  # type: ignore[attr-defined]
