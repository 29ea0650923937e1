"""Takes what is left of masked numbers out of a text that everybody may read."""

import re

_LEFT_OVER = re.compile(r"(?:[0-9]{2,4}-?)?\*{4,}[0-9]{0,4}[Xx]?(?: (?=[0-9]{3}\*{4}))?")


def erase_masked(text: str) -> str:
    """The text with an ellipsis in place of each masked number; a text without one stays as it is."""
    return _LEFT_OVER.sub("…", text)
