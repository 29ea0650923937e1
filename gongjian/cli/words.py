"""The command line's own words, in the language of the terminal, without waiting for Django to start."""

import gettext
import os
from pathlib import Path

LOCALE = Path(__file__).with_name("locale")


def terminal_language() -> str:
    """`zh_Hans` for a Chinese terminal, else `en`; GONGJIAN_LANGUAGE (zh-hans or en) decides over LANG."""
    named = next(
        (os.environ[key] for key in ("GONGJIAN_LANGUAGE", "LC_ALL", "LANG") if os.environ.get(key)), ""
    )
    return "zh_Hans" if named.lower().startswith("zh") else "en"


_ = gettext.translation("django", LOCALE, languages=[terminal_language()], fallback=True).gettext
