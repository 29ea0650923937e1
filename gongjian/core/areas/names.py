"""Names of places as they are typed: one line, no control characters, short enough."""

import unicodedata

from django.utils.translation import gettext as _

from gongjian.core.refusal import Refused

LONGEST = 80


def tidy(text: str) -> str:
    """The text on one line, without control and invisible characters, single spaces."""
    kept = "".join(" " if char.isspace() else char for char in text if char.isspace() or _shows(char))
    return " ".join(kept.split())


def _shows(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def clean_name(text: str, *, field: str = "name") -> str:
    """The tidied name. Raises Refused when nothing is left or it is longer than 80 characters."""
    name = tidy(text)
    if not name:
        raise Refused(_("Give a name."), field=field)
    if len(name) > LONGEST:
        words = _("The name has %(count)d characters; at most %(most)d are kept. Shorten it.")
        raise Refused(words % {"count": len(name), "most": LONGEST}, field=field)
    return name
