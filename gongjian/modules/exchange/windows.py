"""Hours of the week as people write them, "周一至周五 9:00-11:30；周六 14:00-17:00", read and written."""

import datetime as dt
import re
from collections.abc import Iterable

Window = tuple[int, dt.time, dt.time]
DAYS = "一二三四五六日"
WORDS = {"每天": range(7), "工作日": range(5), "周末": (5, 6)}
PART = re.compile(
    r"^(?P<days>每天|工作日|周末|(?:周|星期)[一二三四五六日天](?:(?:至|到|-|–|~)(?:周|星期)?[一二三四五六日天])?"
    r"(?:[、,，](?:周|星期)[一二三四五六日天])*)\s*(?P<from>\d{1,2}[:：]\d{2})\s*(?:-|–|—|~|至|到)\s*(?P<to>\d{1,2}[:：]\d{2})$"
)


class BadWindow(ValueError):
    """What cannot be read, or ends before it begins: `part` is the piece as it was written."""

    def __init__(self, part: str, *, reversed_: bool = False) -> None:
        super().__init__(part)
        self.part, self.reversed = part, reversed_


def read_windows(text: str) -> list[Window]:
    """Weekday (0 is Monday), begin and end of each; raises BadWindow. No text, no windows."""
    found: list[Window] = []
    for part in re.split(r"[;；\n]+", text):
        if part := part.strip():
            found += _read(part)
    return sorted(set(found))


def _read(part: str) -> list[Window]:
    match = PART.match(part)
    if match is None:
        raise BadWindow(part)
    try:
        begins, ends = (dt.time.fromisoformat(_padded(match[name])) for name in ("from", "to"))
    except ValueError:
        raise BadWindow(part) from None
    if ends <= begins:
        raise BadWindow(part, reversed_=True)
    return [(day, begins, ends) for day in _days(match["days"])]


def _padded(clock: str) -> str:
    hour, minute = re.split("[:：]", clock)
    return f"{int(hour):02}:{minute}"


def _days(words: str) -> Iterable[int]:
    if words in WORDS:
        return WORDS[words]
    found: list[int] = []
    for piece in re.split("[、,，]", words):
        days = [_number(letter) for letter in re.findall("[一二三四五六日天]", piece)]
        found += range(days[0], days[-1] + 1) if len(days) == 2 else days
    return found


def _number(letter: str) -> int:
    return 6 if letter == "天" else DAYS.index(letter)


def write_windows(windows: Iterable[Window]) -> str:
    """The windows in the shortest words that `read_windows` takes: days with the same hours stand together."""
    days: dict[tuple[dt.time, dt.time], list[int]] = {}
    for day, begins, ends in sorted(windows):
        days.setdefault((begins, ends), []).append(day)
    return "；".join(
        f"{_in_words(some)} {begins:%H:%M}-{ends:%H:%M}" for (begins, ends), some in days.items()
    )


def _in_words(days: list[int]) -> str:
    """每天, 周一至周五, or the days one by one: what the reader takes."""
    if len(days) == len(DAYS):
        return "每天"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"周{DAYS[days[0]]}至周{DAYS[days[-1]]}"
    return "、".join(f"周{DAYS[day]}" for day in days)
