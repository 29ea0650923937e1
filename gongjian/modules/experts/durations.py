"""How long a session takes, as offices write it: "90", "90分钟", "2小时", "1.5 h", "半天"."""

import re

NUMBER = re.compile(
    r"^(\d{1,4}(?:\.\d{1,2})?)\s*(分钟|分|min|minutes?|小时|个小时|钟头|h|hours?)?$", re.IGNORECASE
)
HALF_DAY, DAY = 180, 360
WORDS = {"半天": HALF_DAY, "一天": DAY, "全天": DAY, "1天": DAY, "半小时": 30, "一小时": 60, "两小时": 120}


def read_minutes(text: str) -> int | None:
    """Whole minutes; None for what cannot be read. A bare number is minutes, but for one up to 8: those are hours."""
    text = text.strip()
    if text in WORDS:
        return WORDS[text]
    found = NUMBER.match(text)
    if found is None:
        return None
    number, unit = float(found[1]), (found[2] or "").lower()
    hours = unit.startswith(("小时", "个小时", "钟头", "h")) or (not unit and number <= 8)
    return round(number * 60 if hours else number) or None
