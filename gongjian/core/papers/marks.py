"""The little language of marks in a form: `{{编号}}`, `{{诉求.编号}}`, `{{合计 诉求.点赞}}`, `{{今天 yyyy年m月d日}}` …

Pure reading of the text: what ledgers, columns and filters are meant is found in `meaning.py`. A page for clerks stands in
docs/howto/her-own-form.md.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

MARK = re.compile(r"[{｛]{2}(.*?)[}｝]{2}", re.DOTALL)
OPEN = re.compile(r"[{｛]{2}")
LONGEST = 300
_PLAIN = str.maketrans("：；＝，．＃　", ":;=,.# ")


class Sign(StrEnum):
    """What kind of mark it is."""

    FIELD = "field"
    COLUMN = "column"
    ROWS = "rows"
    NUMBER = "number"
    TOTAL = "total"
    FILTER = "filter"
    VIEW = "view"
    GROUP = "group"
    DATE = "date"
    MEASURE = "measure"
    OFFICE = "office"
    PERSON = "person"


WORDS: dict[str, tuple[Sign, str]] = {
    **dict.fromkeys(("合计", "求和", "总计", "sum", "total"), (Sign.TOTAL, "sum")),
    **dict.fromkeys(("平均", "平均值", "average", "mean"), (Sign.TOTAL, "average")),
    **dict.fromkeys(("最大", "最大值", "largest", "max"), (Sign.TOTAL, "max")),
    **dict.fromkeys(("最小", "最小值", "smallest", "min"), (Sign.TOTAL, "min")),
    **dict.fromkeys(("计数", "件数", "条数", "count"), (Sign.TOTAL, "count")),
    **dict.fromkeys(("筛选", "条件", "filter"), (Sign.FILTER, "")),
    **dict.fromkeys(("指标", "measure"), (Sign.MEASURE, "")),
    **dict.fromkeys(("序号", "serial"), (Sign.NUMBER, "")),
    **dict.fromkeys(("单位", "填报单位", "本单位", "office"), (Sign.OFFICE, "")),
    **dict.fromkeys(("填表人", "填报人", "制表人", "经手人", "person"), (Sign.PERSON, "")),
    **dict.fromkeys(("今天", "今日", "填表日期", "填报日期", "today"), (Sign.DATE, "today")),
    **dict.fromkeys(("现在", "now"), (Sign.DATE, "now")),
    **dict.fromkeys(("昨天", "yesterday"), (Sign.DATE, "yesterday")),
    **dict.fromkeys(("本月", "thismonth"), (Sign.DATE, "month")),
    **dict.fromkeys(("本月初", "monthstart"), (Sign.DATE, "month_start")),
    **dict.fromkeys(("本月末", "monthend"), (Sign.DATE, "month_end")),
    **dict.fromkeys(("上月", "lastmonth"), (Sign.DATE, "last_month")),
    **dict.fromkeys(("本年", "今年", "thisyear"), (Sign.DATE, "year")),
}
ALONE = {Sign.NUMBER, Sign.OFFICE, Sign.PERSON}


@dataclass(frozen=True, slots=True)
class Condition:
    """One part behind the colon: `状态=已办结、待办`, or a span `登记时间 从 本月初 到 今天`; values as they were written."""

    name: str
    values: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    span: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark as written: its kind, the `word` of the kind (sum, today …), the list and column it names, conditions."""

    text: str
    sign: Sign
    word: str = ""
    ledger: str = ""
    column: str = ""
    conditions: tuple[Condition, ...] = ()
    pattern: str = ""


class BadMark(ValueError):
    """A mark that cannot be read; `code` says why: empty, long, condition."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.about = about


def pieces(text: str) -> list[str | Mark]:
    """A cell's text as fixed texts and marks in order. Raises BadMark."""
    found: list[str | Mark] = []
    place = 0
    for one in MARK.finditer(text):
        if one.start() > place:
            found.append(text[place : one.start()])
        found.append(read_mark(one[1]))
        place = one.end()
    if place < len(text):
        found.append(text[place:])
    rest = "".join(part for part in found if isinstance(part, str))
    if OPEN.search(rest):
        raise BadMark("open", rest[:40])
    return found


def has_marks(text: str) -> bool:
    """Whether a text holds a mark, be it a broken one."""
    return bool(OPEN.search(text))


def read_mark(inner: str) -> Mark:
    """What stands between the braces. Raises BadMark."""
    written = " ".join(inner.translate(_PLAIN).split())
    if not written:
        raise BadMark("empty")
    if len(written) > LONGEST:
        raise BadMark("long")
    head, colon, tail = written.partition(":")
    first, _space, rest = head.strip().partition(" ")
    sign, word = WORDS.get(first.casefold(), (None, ""))
    if sign is Sign.DATE:
        pattern = written.partition(" ")[2].strip()
        return Mark(written, sign, word, pattern=pattern)
    if sign in ALONE and not rest and not colon:
        return Mark(written, sign, word)
    conditions = _conditions(tail) if colon else ()
    if sign is Sign.TOTAL:
        ledger, column = _target(rest)
        if word == "count":
            ledger, column = rest.strip(), ""
        return Mark(written, sign, word, ledger, column, conditions)
    if sign is Sign.FILTER:
        return Mark(written, sign, ledger=rest.strip(), conditions=conditions)
    if sign is Sign.MEASURE:
        return Mark(written, sign, column=rest.strip(), conditions=conditions)
    return _named(written, head.strip(), conditions)


def _named(written: str, head: str, conditions: tuple[Condition, ...]) -> Mark:
    if head.startswith("#"):
        return Mark(written, Sign.ROWS, ledger=head.lstrip("# ").strip(), conditions=conditions)
    for words, sign in (("视图|view", Sign.VIEW), ("按|by", Sign.GROUP)):
        found = re.fullmatch(rf"(.+?)\s+(?:{words})\s*(\S.*)", head, re.IGNORECASE)
        if found:
            return Mark(written, sign, ledger=found[1], column=found[2])
    ledger, column = _target(head)
    if ledger:
        return Mark(written, Sign.COLUMN, ledger=ledger, column=column)
    return Mark(written, Sign.FIELD, column=column)


def _target(text: str) -> tuple[str, str]:
    """ "诉求.编号" → (诉求, 编号); without a dot the name stands alone."""
    ledger, dot, column = text.strip().partition(".")
    return (ledger.strip(), column.strip()) if dot else ("", ledger.strip())


def _conditions(text: str) -> tuple[Condition, ...]:
    return tuple(_condition(part.strip()) for part in text.split(";") if part.strip())


def _condition(text: str) -> Condition:
    span = re.fullmatch(
        r"(.+?)\s*(?:从|from)\s*(\S+)\s*(?:到|至|to)\s*(\S+)", text, re.IGNORECASE
    ) or re.fullmatch(r"(.+?)\s+(?:从|from)\s*(\S+)()", text, re.IGNORECASE)
    if span and "=" not in text:
        return Condition(span[1].strip(), since=span[2], until=span[3], span=True)
    until = re.fullmatch(r"(.+?)\s+(?:到|至|to)\s*(\S+)", text, re.IGNORECASE)
    if until and "=" not in text:
        return Condition(until[1].strip(), until=until[2], span=True)
    name, equals, values = text.partition("=")
    if not equals or not name.strip() or not values.strip():
        raise BadMark("condition", text[:40])
    return Condition(name.strip(), tuple(one.strip() for one in re.split("[、,]", values) if one.strip()))
