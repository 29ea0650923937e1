"""Forms of moves and side acts: each asks for exactly what its act needs."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock.models import Duty, TimeLimit
from gongjian.core.items.duty_acts import to_put_on
from gongjian.core.items.flow import Move
from gongjian.core.items.models import Clock, Item
from gongjian.core.orgs.models import Membership, Unit
from gongjian.core.people.access import Access
from gongjian.core.people.forms import day_field
from gongjian.core.people.models import Person

MOST_PICTURES = 9
MOST_BYTES = 20 * 1024 * 1024


class PicturesInput(forms.ClearableFileInput):
    """Several pictures from the camera or the album."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> Any:
        """All files sent under the name."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class PicturesField(forms.FileField):
    """Up to nine pictures of at most 20 MB each, given back as bytes."""

    widget = PicturesInput(attrs={"accept": "image/*", "data-photos": ""})

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:
        """Check number and size; what the bytes are is checked when they are kept."""
        files = [one for one in data or [] if one]
        if not files:
            if self.required:
                raise forms.ValidationError(_("Add at least one picture."))
            return []
        if len(files) > MOST_PICTURES:
            raise forms.ValidationError(_("At most nine pictures at a time."))
        if any(one.size > MOST_BYTES for one in files):
            raise forms.ValidationError(_("One of the pictures is larger than 20 MB. Choose a smaller one."))
        return [one.read() for one in files]


class UnitField(forms.ModelChoiceField[Unit] if TYPE_CHECKING else forms.ModelChoiceField):  # type: ignore[misc]
    """A unit by its name."""

    def label_from_instance(self, obj: Unit) -> str:
        """The full name."""
        return obj.name


def _text(label: Any, *, required: bool, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=5000, help_text=hint, strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


def _inside_units(item: Item) -> Any:
    return Unit.objects.of_office(item.office_id).inside()


def _colleagues(item: Item, unit: Unit | None = None) -> Any:
    live = Membership.objects.filter(unit__office_id=item.office_id, until__isnull=True)
    live = live.filter(unit=unit) if unit else live
    return Person.objects.filter(pk__in=live.values("person_id"), is_active=True)


def _input(name: str, item: Item, move: Move) -> forms.Field:
    required = name in move.needs
    if name in ("note", "reason"):
        return _text(
            _("Reason") if name == "reason" else _("Note"),
            required=required,
            hint=_("Read by the office only."),
        )
    if name == "public_note":
        return _text(
            _("Answer to the resident"), required=required, hint=_("The resident reads this word for word.")
        )
    if name == "unit":
        return UnitField(_inside_units(item), label=_("Unit"), required=required)
    if name == "handler":
        unit = None if "unit" in move.inputs() else item.unit
        return forms.ModelChoiceField(_colleagues(item, unit), label=_("Handler"), required=required)
    if name == "result":
        return forms.ChoiceField(
            label=_("Result"), required=required, widget=forms.RadioSelect, choices=_results(item)
        )
    return PicturesField(label=_("Pictures"), required=required)


def _results(item: Item) -> list[tuple[str, Any]]:
    """Results a person may choose: those that no move gives by itself."""
    given = {move.result for move in item.flow.moves}
    return [(slug, label) for slug, label in item.flow.results.items() if slug not in given]


def move_form(item: Item, move: Move, *args: Any, **kwargs: Any) -> forms.Form:
    """A form with the move's inputs; reason and note share one name."""
    form = forms.Form(*args, **kwargs)
    for name in move.inputs():
        form.fields["note" if name == "reason" else name if name != "picture" else "pictures"] = _input(
            name, item, move
        )
    return form


class NoteForm(forms.Form):
    note = _text(_("Note"), required=True, hint=_("Read by the office only."))


class HelpForm(forms.Form):
    unit = UnitField(Unit.objects.none(), label=_("Unit"), required=False)
    person = forms.ModelChoiceField(Person.objects.none(), label=_("or person"), required=False)
    request = _text(_("What help is needed"), required=True)

    def __init__(self, item: Item, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _inside_units(item)  # type: ignore[attr-defined]
        self.fields["person"].queryset = _colleagues(item)  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    unit = UnitField(Unit.objects.none(), label=_("Outside unit"))
    request = _text(_("What they are asked to do"), required=True)

    def __init__(self, item: Item, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.of_office(item.office_id).outside()  # type: ignore[attr-defined]


class EndHandOverForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How it ended"),
        widget=forms.RadioSelect,
        choices=[
            ("done", _("They did it")),
            ("refused", _("They refused it")),
            ("withdrawn", _("We took it back")),
        ],
    )
    answer = _text(_("What they said"), required=True)


class TextForm(forms.Form):
    text = _text(_("What is wanted, and by when"), required=True)


class AnswerForm(forms.Form):
    answer = _text(_("Answer"), required=True)


class MoreTimeForm(forms.Form):
    clock = forms.ModelChoiceField(Clock.objects.none(), label=_("Which limit"), empty_label=None)
    amount = forms.IntegerField(label=_("How much more"), min_value=1, max_value=1440)
    unit = forms.ChoiceField(label=_("in"), choices=TimeLimit.UNITS[1:], initial="work_hours")
    reason = _text(_("Reason"), required=True)

    def __init__(self, item: Item, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clocks = self.fields["clock"]
        clocks.queryset = item.clocks.filter(stopped_at__isnull=True).select_related("duty")  # type: ignore[attr-defined]
        clocks.label_from_instance = lambda clock: clock.label  # type: ignore[attr-defined]


class PauseForm(MoreTimeForm):
    amount = None  # type: ignore[assignment]
    unit = None  # type: ignore[assignment]


class DutyForm(forms.Form):
    duty = forms.ModelChoiceField(Duty.objects.none(), label=_("Which duty"), empty_label=None)
    due_on = day_field(
        _("Day that the paper sets"),
        required=False,
        help_text=_("For a duty whose date a paper sets; else leave it empty."),
    )
    paper = forms.CharField(
        label=_("Paper and its number"),
        max_length=120,
        required=False,
        help_text=_("Such as a notice or an order."),
    )
    reason = _text(_("Reason"), required=True)

    def __init__(self, item: Item, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [duty.pk for duty in to_put_on(item, on=timezone.localdate())]
        self.fields["duty"].queryset = Duty.objects.filter(pk__in=fitting)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = _text(_("Reason"), required=True)


class DecideForm(forms.Form):
    grant = forms.TypedChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Grant")), ("no", _("Do not grant"))],
        coerce=lambda value: value == "yes",
    )
    answer = _text(_("Remark"), required=False, hint=_("Needed when it is not granted."))


class EmptyForm(forms.Form):
    """Nothing to fill in: the button alone."""


FormMaker = Callable[..., forms.Form]


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
