"""Forms of the public pages: nothing is asked that is not needed, and each says why it asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area, Level
from gongjian.core.items.forms import PicturesField
from gongjian.core.people.forms import Trapped
from gongjian.core.refusal import Refused
from gongjian.modules.reports.models import Category, Verdict
from gongjian.modules.reports.pins import Doubt, doubt_about

MOST_PICTURES = 9
FEWEST_LETTERS = 2


class WhatForm(Trapped):
    """Step one: what is the matter, and pictures of it."""

    text = forms.CharField(
        label=_("What is the matter?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is wrong, since when, and whom it troubles. One matter at a time."),
        error_messages={"required": _("Write a few words about what is the matter.")},
    )
    pictures = PicturesField(
        label=_("Pictures"),
        required=False,
        help_text=_("Up to nine. Place and camera data in the pictures are removed."),
    )
    without_pictures = forms.BooleanField(label=_("Take the pictures off again"), required=False)

    def clean_text(self) -> str:
        """Something that can be read: one letter or signs alone say nothing."""
        text: str = self.cleaned_data["text"]
        if sum(letter.isalnum() for letter in text) < FEWEST_LETTERS:
            raise forms.ValidationError(_("Write a few words about what is the matter."))
        return text


class PlaceField(forms.ModelChoiceField):
    """A community, under its office; or the office itself for who does not know."""

    def label_from_instance(self, obj: Area) -> str:
        """Offices read as the way out."""
        if obj.level == Level.SUBDISTRICT:
            return str(_("%(office)s, I do not know which community") % {"office": obj.short_name})
        return obj.short_name


def communities() -> Any:
    """What a resident can choose from: working offices and their communities, in the order of the tree."""
    places = Area.objects.current().filter(
        office__is_office=True, level__in=(Level.COMMUNITY, Level.SUBDISTRICT)
    )
    return places.order_by("office__path", "level", "path")


class WhereForm(forms.Form):
    """Step two: where it is, in words; a pin on the map helps."""

    area = PlaceField(
        communities(),
        label=_("Community"),
        empty_label=_("Please choose"),
        error_messages={"required": _("Choose the community, or the line “I do not know”.")},
    )
    place = forms.CharField(
        label=_("Where exactly"),
        max_length=200,
        required=False,
        help_text=_("Street and house number, gate, or what it is next to."),
    )
    lat = forms.FloatField(
        label=_("Pin on the map"), required=False, min_value=-90, max_value=90, widget=forms.HiddenInput
    )
    lon = forms.FloatField(
        label=_("Pin on the map"), required=False, min_value=-180, max_value=180, widget=forms.HiddenInput
    )

    moved = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A place in words or on the map; half a pin is none, and one that is odd is asked about."""
        given = super().clean() or {}
        if given.get("lat") is None or given.get("lon") is None:
            given["lat"] = given["lon"] = None
        if not given.get("place") and given["lat"] is None and "place" not in self.errors:
            self.add_error("place", _("Say where it is, or put the pin on the map."))
        office = given["area"].office if given.get("area") else None
        doubt = (
            doubt_about((given["lat"], given["lon"]), office) if office and given["lat"] is not None else None
        )
        if doubt and not (doubt.asks and given.get("moved")):
            self.add_error("place", doubt.words)
            self._put(doubt)
        return given

    def _put(self, doubt: Doubt) -> None:
        """Show the pin where it was probably meant, or take off one that cannot be meant."""
        lat, lon = doubt.better or ("", "")
        self.data = self.data.copy()
        self.data.update(
            {
                "lat": f"{lat:.6f}" if lat else "",
                "lon": f"{lon:.6f}" if lon else "",
                "moved": "on" if doubt.asks else "",
            }
        )


class TypedForm(forms.Form):
    """What is typed so far, on its way through the first two steps; nothing must be there yet."""

    text = forms.CharField(required=False, max_length=5000)
    area = forms.ModelChoiceField(communities(), required=False)
    place = forms.CharField(required=False, max_length=200)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)

    @property
    def pin(self) -> tuple[float, float] | None:
        """The pin, if it is set."""
        lat, lon = self.cleaned_data["lat"], self.cleaned_data["lon"]
        return None if lat is None or lon is None else (lat, lon)


class PublicCategoryField(forms.ModelChoiceField):
    """Categories in the words that residents read."""

    def label_from_instance(self, obj: Category) -> str:
        """Its words for the public."""
        return obj.told_as


class AboutForm(forms.Form):
    """What it is about, where the office asks something of such matters."""

    about = PublicCategoryField(
        Category.objects.none(),
        label=_("What kind of matter is it?"),
        to_field_name="code",
        required=False,
        empty_label=_("Something else, or I do not know"),
        help_text=_(
            "For these the office asks a little more, so that the right people come with the right things."
        ),
    )

    def __init__(self, categories: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].queryset = categories  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """Step three: how the office may answer."""

    wants_reply = forms.TypedChoiceField(
        label=_("How shall we answer?"),
        choices=[("no", _("I look it up myself by the link")), ("yes", _("Call me with the result"))],
        initial="no",
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    name = forms.CharField(
        label=_("How shall we address you?"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class RateForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Are you satisfied with how it was handled?"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how satisfied you are.")},
    )
    comment = forms.CharField(
        label=_("What is not in order?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If you are not satisfied, it is taken up again and the unit reads this."),
    )


class AddForm(forms.Form):
    text = forms.CharField(
        label=_("What do you want to add?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    pictures = PicturesField(label=_("Pictures"), required=False)


class NumberForm(forms.Form):
    number = forms.CharField(
        label=_("Number"),
        max_length=24,
        error_messages={"required": _("Type the number that you were given.")},
    )


class PublicFilterForm(forms.Form):
    """Filters of the public list."""

    area = forms.ModelChoiceField(
        communities(), label=_("Community"), required=False, empty_label=_("All communities")
    )
    category = forms.ModelChoiceField(
        Category.objects.all(),
        label=pgettext_lazy("a category", "About"),
        required=False,
        empty_label=_("All matters"),
    )
    phase = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All states")), ("dispatched", _("Given to a unit")), ("handling", _("Being worked on")),
            ("checking", _("Being checked")), ("closed", _("Finished")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].label_from_instance = lambda area: area.short_name  # type: ignore[attr-defined]


def blame(form: forms.Form, refused: Refused) -> None:
    """Put a refusal beside the field it names, or over the whole form."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
