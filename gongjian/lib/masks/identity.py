"""Identity numbers: 18 digits with a check digit, and the 15 digits of before 1999."""

import re
from datetime import date

from gongjian.lib.masks.digits import INVISIBLE, plain_digits

PROVINCES = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]|91"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"

_LONG = re.compile(rf"(?:{PROVINCES})[0-9]{{4}}([0-9]{{8}})[0-9]{{3}}[0-9X]")
_SHORT = re.compile(rf"(?:{PROVINCES})[0-9]{{4}}([0-9]{{6}})[0-9]{{3}}")
_BETWEEN = re.compile(rf"[\s\-－—.·{INVISIBLE}]")


def bare(number: str) -> str:
    """The number without separators, digits 0-9, a capital X."""
    return _BETWEEN.sub("", plain_digits(number)).upper()


def valid_id_number(number: str) -> bool:
    """Whether province, birthday and, at 18 digits, the check digit are right."""
    digits = bare(number)
    long, short = _LONG.fullmatch(digits), _SHORT.fullmatch(digits)
    if long:
        total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=False))
        return is_birthday(long[1]) and digits[-1] == CHECK_DIGITS[total % 11]
    return bool(short) and is_birthday("19" + digits[6:12])


def has_long_shape(number: str) -> bool:
    """Whether province and birthday of 18 digits are right, whatever the check digit."""
    long = _LONG.fullmatch(bare(number))
    return bool(long) and is_birthday(bare(number)[6:14])


def is_birthday(digits: str) -> bool:
    """Whether eight digits are a day from 1850 to 2099."""
    try:
        return 1850 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False


def mask_id_number(number: str) -> str:
    """Stars and the last four: **************1234. A number of fewer than eight characters is all stars."""
    digits = bare(number)
    shown = digits[-4:] if len(digits) >= 8 else ""
    return "*" * (len(digits) - len(shown)) + shown
