"""Days and times as a spreadsheet shows them by their format code, Chinese ones too."""

import datetime as dt
import re

EPOCH, EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_(.)|\*.|\[(h+|m+|s+)\]|\[[^\]]*\]'
    r"|(上午/下午|AM/PM|A/P|y+|e+|m+|d+|a{3,4}|h+|s+(?:\.0+)?)|(.)",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general|E[+-]', re.IGNORECASE)
_MONTHS = ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"]
_DAYS = "一二三四五六日"
_SMALL = "〇一二三四五六七八九"


def shows_days(section: str) -> bool:
    """Whether the code shows days or times."""
    return bool(re.search("[ymdhs]|aaa", _QUOTED.sub("", section), re.IGNORECASE))


def shown_day(value: float, section: str, *, since_1904: bool = False) -> str:
    """The serial number as a day or time. Numbers that are no day stand as they are."""
    try:
        moment = (EPOCH_1904 if since_1904 else EPOCH) + dt.timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return f"{value:g}"
    tokens = list(_TOKEN.finditer(section))
    half = any(one[5] and "/" in one[5] for one in tokens)
    chinese = bool(re.search(r"\[DBNum[12]\]", section, re.IGNORECASE))
    found = []
    for place, one in enumerate(tokens):
        if one[4]:
            seconds = round(value * 86_400)
            found.append(
                str(seconds // {"h": 3600, "m": 60, "s": 1}[one[4][0].lower()]).rjust(len(one[4]), "0")
            )
        elif one[5]:
            word = one[5] if one[5][0].lower() != "m" or not _is_minute(tokens, place) else "n" * len(one[5])
            found.append(_part(word, moment, half=half, chinese=chinese))
        else:
            found.append(one[1] if one[1] is not None else one[2] or (" " if one[3] else one[6] or ""))
    return "".join(found)


def _is_minute(tokens: list["re.Match[str]"], place: int) -> bool:
    """An m right after hours or right before seconds stands for minutes."""
    names = [(one[4] or one[5] or "")[:1].lower() for one in tokens]
    before = next((one for one in reversed(names[:place]) if one), "")
    after = next((one for one in names[place + 1 :] if one), "")
    return len(tokens[place][5]) < 3 and (before == "h" or after == "s")


def _part(word: str, moment: dt.datetime, *, half: bool, chinese: bool) -> str:
    sign, width = word[0].lower(), len(word)
    if "/" in word:
        return ("上午", "下午")[moment.hour > 11] if not word.isascii() else ("AM", "PM")[moment.hour > 11]
    match sign:
        case "y" | "e":
            year = f"{moment.year:04}" if width > 2 or sign == "e" else f"{moment.year % 100:02}"
            return year.translate(str.maketrans("0123456789", _SMALL)) if chinese else year
        case "m" if width > 2:
            return _MONTHS[moment.month - 1]
        case "a" | "d" if width > 2:
            return ("星期" if width > 3 else "周") + _DAYS[moment.weekday()]
        case "s" if "." in word:
            return f"{moment.second:02}.{'0' * (width - word.index('.') - 1)}"
    hour = (moment.hour % 12 or 12) if half else moment.hour
    number = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}[sign]
    return _chinese(number) if chinese else str(number).rjust(min(width, 2), "0")


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{_SMALL[tens]}十"
    return ten + (_SMALL[ones] if ones or not tens else "")
