"""Forms of the notice settings and of the robots. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.notices.choosing import FIELDS
from gongjian.core.notices.kinds import GROUPS
from gongjian.core.notices.models import Preference, RobotKind, Way, default_ways
from gongjian.core.notices.outbox import TOPICS

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class AddressForm(forms.Form):
    address = forms.CharField(
        label=_("E-mail address"),
        max_length=300,
        help_text=_("A letter with a link is sent there; open it to confirm."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def time_field(label: Any) -> forms.TimeField:
    """A time of day as the browser's own picker gives it."""
    widget = forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


class ChoicesForm(forms.Form):
    """One field for each group of kinds, named `way_<group>`."""

    quiet = forms.BooleanField(label=_("Send me no letters in the quiet hours"), required=False)
    quiet_from = time_field(_("Quiet from"))
    quiet_until = time_field(_("Quiet until"))
    quiet_for_urgent = forms.BooleanField(
        label=_("Urgent matters that are overdue may wait too"),
        required=False,
        help_text=_("Otherwise a letter about them comes at night as well."),
    )
    daily = forms.BooleanField(
        label=_("Send me a summary every day"),
        required=False,
        help_text=_(
            "What waits, is due soon, overdue or without news. Nothing comes when there is nothing to say. "
            "Without it, what was to stand in it is told in the product only."
        ),
    )
    digest_hour = forms.TypedChoiceField(
        label=_("At what hour"), choices=HOURS, coerce=int, widget=forms.Select(attrs={"class": "short"})
    )
    weekly = forms.BooleanField(
        label=_("On Mondays send me my week"),
        required=False,
        help_text=_(
            "What was closed, is open, overdue or due this week in your hands and in the units you head."
        ),
    )

    def __init__(self, *args: Any, wish: Preference, **options: Any) -> None:
        kept = {name: getattr(wish, name) for name in FIELDS}
        ways = default_ways() | wish.ways
        options["initial"] = kept | {f"way_{name}": ways[name] for name in GROUPS}
        super().__init__(*args, **options)
        for name, label in GROUPS.items():
            self.fields[f"way_{name}"] = forms.ChoiceField(label=label, choices=Way.choices)
        self.order_fields([f"way_{name}" for name in GROUPS])

    def choices(self) -> dict[str, Any]:
        """What `set_choices` takes."""
        given = dict(self.cleaned_data)
        return {"ways": {name: given.pop(f"way_{name}") for name in GROUPS}, **given}


class RobotForm(forms.Form):
    """A new robot, or with `fresh=False` one that keeps its kind, its office, and what is left empty."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Area.objects.none())
    kind = forms.ChoiceField(label=_("Messenger"), choices=RobotKind.choices)
    name = forms.CharField(
        label=pgettext_lazy("of a robot", "Name"),
        max_length=40,
        help_text=_("Such as the name of the group."),
    )
    address = forms.CharField(
        label=_("Address of the robot"),
        max_length=600,
        help_text=_("Copied from the group's settings. It is a key: it is kept sealed and not shown again."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=_("Secret for the signature"),
        max_length=500,
        required=False,
        help_text=_("DingTalk and Feishu give one when the signature is switched on, which you should do."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    topics = forms.MultipleChoiceField(
        label=_("Tells of"),
        choices=list(TOPICS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, offices: "QuerySet[Area]", fresh: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if fresh:
            self.fields["office"].queryset = offices  # type: ignore[attr-defined]
            self.fields["office"].label_from_instance = lambda area: area.short_name  # type: ignore[attr-defined]
            self.fields["office"].initial = offices.first()
            return
        del self.fields["office"], self.fields["kind"]
        for name in ("address", "secret"):
            self.fields[name].required = False
            self.fields[name].help_text = _("Leave it empty to keep the present one.")
