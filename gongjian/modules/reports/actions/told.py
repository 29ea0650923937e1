"""What somebody told the office, and the checks that it passes before it is kept."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.refusal import Refused
from gongjian.lib.masks import mask_text
from gongjian.lib.zh import clean_text, shorten
from gongjian.modules.reports.models import Category, Report

LONGEST_TEXT = 5000
TITLE_LENGTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody told the office. Without a title the text's beginning stands for one."""

    area: Area
    text: str
    title: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    category: Category | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    wants_reply: bool = False
    urgent: bool = False
    external_id: str = ""
    external_user: str = ""
    likes: int = 0
    dislikes: int = 0
    is_demo: bool = False


def checked_text(text: str, *, longest: int = LONGEST_TEXT, field: str = "text") -> str:
    """The text without stray characters; refuses an empty or a too long one."""
    cleaned = clean_text(text).strip()
    if not cleaned:
        raise Refused(_("Say what the matter is."), field=field)
    if len(cleaned) > longest:
        raise Refused(
            _(
                "The text is too long: %(length)d characters, at most %(most)d. Shorten it, or add the rest later."
            )
            % {"length": len(cleaned), "most": longest},
            field=field,
        )
    return cleaned


def title_of(told: Told, text: str) -> str:
    """The title, or the beginning of the text for one; numbers masked."""
    title = clean_text(told.title).replace("\n", " ").strip()
    return mask_text(title or shorten(text.replace("\n", " "), TITLE_LENGTH)).text


def checked_email(address: str) -> str:
    """The e-mail address without edges, or ""; refuses what is none."""
    plain = address.strip()
    try:
        if plain:
            validate_email(plain)
    except ValidationError:
        raise Refused(_("This is no e-mail address."), field="email") from None
    return plain


def place_of(told: Told) -> str:
    """The place in words, numbers masked; refuses a pin that is none."""
    place = mask_text(clean_text(told.place).replace("\n", " ").strip()).text
    if len(place) > 200:
        raise Refused(_("The place is too long: at most 200 characters."), field="place")
    if (told.lat is None) != (told.lon is None):
        raise Refused(_("The place on the map is incomplete. Set the pin again."), field="place")
    if (
        told.lat is not None
        and told.lon is not None
        and not (-90 <= told.lat <= 90 and -180 <= told.lon <= 180)
    ):
        raise Refused(_("The place on the map lies nowhere on earth. Set the pin again."), field="place")
    return place


def check_not_here(told: Told, office: Area) -> None:
    """Refuse a matter whose number elsewhere was taken in already."""
    number = told.external_id.strip()
    if len(number) > 60:
        raise Refused(_("The number is too long: at most 60 characters."), field="external_id")
    earlier = (
        Report.objects.filter(office=office, external_id=number).select_related("item").first()
        if number
        else None
    )
    if earlier:
        raise Refused(
            _("%(number)s was taken in already, as %(ours)s.")
            % {"number": number, "ours": earlier.item.number},
            field="external_id",
            code="twice",
        )
