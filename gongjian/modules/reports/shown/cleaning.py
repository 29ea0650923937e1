"""Texts on their way to everybody: cleaned by the machine, read by a person, looked at by the machine once more."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.core.refusal import Refused
from gongjian.core.words import Words
from gongjian.lib.masks import erase_all

KIND_WORDS: Mapping[str, Words] = {
    "name": pgettext_lazy("personal data", "Name"),
    "mobile": gettext_lazy("Telephone"),
    "landline": gettext_lazy("Telephone"),
    "identity": gettext_lazy("Identity number"),
    "door": gettext_lazy("Door"),
    "plate": gettext_lazy("Number plate"),
    "email": gettext_lazy("E-mail"),
    "wechat": gettext_lazy("WeChat number"),
    "qq": gettext_lazy("QQ number"),
    "card": gettext_lazy("Bank card"),
    "number": gettext_lazy("Number of a paper"),
    "masked": gettext_lazy("Rest of a masked number"),
}
NEVER = frozenset({"mobile", "identity", "plate", "email", "wechat", "qq", "card", "masked"})
"""What no word of a person lets through; a name, a door or an office's own telephone may be none of anybody's."""


class TakenOut(NamedTuple):
    """What was found, in words, and as it stood."""

    label: Words
    said: str
    kind: str


def cleaned(text: str) -> str:
    """The text as everybody may read it, as far as the machine sees."""
    return erase_all(text)[0].strip()


def found_in(text: str) -> list[TakenOut]:
    """What the machine takes for personal data, each once."""
    found = [
        TakenOut(KIND_WORDS[one.kind], text[one.start : one.end], one.kind) for one in erase_all(text)[1]
    ]
    return list(dict.fromkeys(found))


def let_through(text: str, *, looked: bool, field: str, longest: int) -> str:
    """The text that a person lets through. Raises Refused for an empty or too long one, for what is never let through, and,
    until she says that she `looked`, for everything else that reads as personal data."""
    text = text.strip()
    if not text:
        raise Refused(_("Nothing is left to show."), field=field)
    if len(text) > longest:
        raise Refused(_("At most %(most)d characters.") % {"most": longest}, field=field)
    found = [one for one in found_in(text) if one.kind in NEVER or not looked]
    if found:
        told = "、".join(f"{one.label} {one.said}" for one in found[:8])
        words = _("This still reads as personal data: %(found)s.") % {"found": told}
        if not any(one.kind in NEVER for one in found):
            words += " " + _("Take it out, or tick that you looked and it points to nobody.")
        raise Refused(words, field=field)
    return text
