"""Telephone numbers of mainland China: recognised, brought to one form for exact search, masked."""

import re

from gongjian.lib.masks.digits import SEPARATOR, only_digits, plain_digits
from gongjian.lib.problem import Problem

STARS = "****"

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))([2-9][0-9]{6,7})")
LOCAL = re.compile(r"[2-8][0-9]{6,7}")
SERVICE = re.compile(r"[48]00[0-9]{7}")

_PREFIX = re.compile(r"(?:\+|00)?86(?=1[3-9][0-9]{9}$|0?(?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7}$)")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#|-|－|—)\s*[0-9]{1,6}$", re.IGNORECASE)
_ALLOWED = re.compile(rf"(?:[0-9+()/]|{SEPARATOR})+")


def normalise_phone(phone: str) -> str:
    """One form of a number for exact search: digits only, no country code, no extension.

    A mobile number is 11 digits, a landline with area code 10 to 12 (0371 65901234 is 037165901234). Raises `Problem`
    (a ValueError) for what is no telephone number.
    """
    if MOBILE.fullmatch(phone):
        return phone
    text = plain_digits(phone).strip()
    for candidate in (text, _EXTENSION.sub("", text).strip()):
        digits = _digits(candidate)
        if digits:
            return digits
    raise Problem(
        "bad_phone", "'{phone}' is not a telephone number; check its digits.", phone=phone.strip()[:40]
    )


def _digits(text: str) -> str:
    """The digits of a well-formed number, or nothing."""
    if not _ALLOWED.fullmatch(text):
        return ""
    digits = only_digits(text)
    if text.lstrip("(").startswith("+") and not digits.startswith("86"):
        return ""
    cut = _PREFIX.sub("", digits)
    if (cut != digits and not cut.startswith(("0", "1"))) or (cut.startswith("10") and cut != digits):
        cut = f"0{cut}"
    if cut.startswith("0") and MOBILE.fullmatch(cut[1:]) and not LANDLINE.fullmatch(cut):
        cut = cut[1:]
    return cut if any(shape.fullmatch(cut) for shape in (MOBILE, LANDLINE, LOCAL, SERVICE)) else ""


def valid_phone(phone: str) -> bool:
    """Whether it is a mobile number, a landline with or without area code, or a 400 or 800 number."""
    try:
        normalise_phone(phone)
    except Problem:
        return False
    return True


def mask_phone(phone: str) -> str:
    """138****1234; a landline keeps its area code and its last four digits: 0371-****1234.

    What is no telephone number shows at most its last two digits. Nothing stays nothing.
    """
    try:
        digits = normalise_phone(phone)
    except Problem:
        return STARS + only_digits(phone)[-2:] if only_digits(phone)[6:] else STARS if phone.strip() else ""
    if MOBILE.fullmatch(digits):
        return digits[:3] + STARS + digits[-4:]
    landline = LANDLINE.fullmatch(digits)
    if landline:
        return f"{landline[1]}-{STARS}{digits[-4:]}"
    return STARS + digits[-4:] if len(digits) >= 8 else STARS + digits[-3:]
