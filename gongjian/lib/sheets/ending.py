"""Where a list ends, and which rows in it are none of it: totals, repeated headings, sections, signatures, remarks."""

import datetime as dt
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongjian.lib.sheets import words
from gongjian.lib.sheets.book import SheetInfo
from gongjian.lib.sheets.scoring import filled_in, texts_in, values_in
from gongjian.lib.sheets.spool import Row, decode_line, raw_lines

TAIL = 40  # rows at the end that are looked at closely
MOST_SKIPPED = 2000
_TOTAL_HINT = re.compile(r"[合小总累共]\s*计|总\s*数|total", re.I)
_HEADING_HINT = re.compile(r'"(?:序\s*号|编号|姓名|名称|日期|时间|备注|社区|单位|项目|内容|事项|电话)"')
_ALONE = re.compile(r'\[\d+,\[(?:null,)*"(?:[^"\\]|\\.)*"\]\]')  # a stored row with one text
_SECTION = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|第.{1,3}[章节类]|第.{1,3}部分|【.*】$")
_NUMBERING = re.compile(r"[甲乙丙丁戊己庚辛壬癸]|[(（]?\d{1,2}[)）]?|[①-⑳]|栏次")
_EXAMPLE = frozenset(("示例", "样例", "例", "填写示例", "范例", "例如", "example"))
_OFFICE = re.compile(r"(?:办事处|委员会|居委会|村委会|管理办|办公室|社区|街道|中心|站|局|党工委)$")
_DAY = re.compile(
    r"\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?|[〇零一二三四五六七八九]{4}年.{1,3}月.{1,3}日"
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no entry of the list, and why: total, repeated, section, numbering, example, signature, remark, or
    second_list (there it begins; nothing below is read)."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Ending:
    """The first and the last row of the list (0 and 0 when it is empty), and what stands between and below."""

    first: int
    last: int
    skipped: tuple[Skipped, ...]


def ending_of(sheet: SheetInfo, *, after: int, heading: Sequence[str]) -> Ending:
    """Look through the rows behind `after`; `heading` holds the texts of the heading's last row."""
    walk = _Walk(sheet, heading)
    for number, line in raw_lines(sheet.spool):
        if number > after and not walk.take(number, line):
            break
    below = _below(walk.tail, {one.row for one in walk.skipped}, width=sheet.columns)
    last = next((number for number, _ in reversed(walk.tail) if number not in below), 0)
    first = walk.first if last or walk.skipped else 0
    told = [one for one in walk.skipped if one.row not in below or one.reason == "total"]
    told += [
        Skipped(row, reason) for row, reason in sorted(below.items()) if row not in {one.row for one in told}
    ]
    told += [Skipped(walk.second, "second_list")] if walk.second else []
    return Ending(first, last, tuple(told))


@dataclass(slots=True)
class _Walk:
    """Goes down the list row by row; rows without a hint are not even decoded."""

    sheet: SheetInfo
    heading: Sequence[str]
    first: int = 0
    previous: int = 0
    second: int = 0
    alone: int = 0  # the row just above, where it held one text only
    skipped: list[Skipped] = field(default_factory=list)
    tail: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=TAIL))
    names: frozenset[str] = frozenset()
    hint: str = ""
    wide: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.names = frozenset(words.folded(text) for text in self.heading if text.strip())
        self.hint = max(self.names, key=len, default="")[:6]
        most = max(3, 0.7 * self.sheet.columns)
        merged = self.sheet.merged or ()
        self.wide = frozenset(r1 for r1, c1, r2, c2 in merged if r1 == r2 and c2 - c1 + 1 >= most)

    def take(self, number: int, line: str) -> bool:
        """Look at a row; False where a second list begins."""
        near = not self.first or number <= self.first + 1
        self.first = self.first or number
        gap = bool(self.previous) and number > self.previous + 1
        alone = bool(_ALONE.match(line))
        if alone or near or gap or self._hinted(line):
            cells = decode_line(line)
            reason = self._reason(cells, number, alone=alone, near=near)
            if reason == "" and self._begins_another(cells, sure=gap or bool(self.alone)):
                self.second = self.alone or number
                if self.alone and self.tail and self.tail[-1][0] == self.alone:
                    self.tail.pop()
                return False
            if reason and len(self.skipped) < MOST_SKIPPED:
                self.skipped.append(Skipped(number, reason))
        self.tail.append((number, line))
        self.previous, self.alone = number, number if alone else 0
        return True

    def _hinted(self, line: str) -> bool:
        return bool(
            _TOTAL_HINT.search(line)
            or (self.hint and self.hint in line.lower())
            or _HEADING_HINT.search(line)
        )

    def _reason(self, cells: Row, number: int, *, alone: bool, near: bool) -> str:
        if is_total(cells):
            return "total"
        texts = [words.folded(text) for text in texts_in(cells)]
        if (
            alone
            and self.sheet.columns >= 3
            and (number in self.wide or _SECTION.match(texts[0] if texts else ""))
        ):
            return "section"
        if near and _is_numbering(cells):
            return "numbering"
        if near and texts and texts[0] in _EXAMPLE:
            return "example"
        same = sum(text in self.names for text in texts)
        all_texts = len(texts) >= 2 and len(texts) == filled_in(cells)
        return "repeated" if all_texts and same >= 0.8 * len(texts) else ""

    def _begins_another(self, cells: Row, *, sure: bool) -> bool:
        """Whether the row is the heading of another list; `sure` behind an empty row or a title."""
        texts = texts_in(cells)
        if not self.names or len(texts) < 2 or len(texts) < filled_in(cells) or values_in(cells):
            return False
        known = sum(words.essence(text) in words.COMMON for text in texts)
        return known >= 2 and known >= 0.5 * len(texts) if sure else known >= 3 and known >= 0.75 * len(texts)


def is_total(cells: Row) -> bool:
    """Whether one of the first cells says that the row is a sum."""
    texts = [words.folded(cell) for cell in cells[:4] if isinstance(cell, str) and cell.strip()]
    return any(words.TOTAL.fullmatch(text) for text in texts[:2])


def _is_numbering(cells: Row) -> bool:
    """甲 乙 1 2 3 under the names of a statistical form."""
    held = [cell for cell in cells if cell is not None and cell != ""]
    texts = [words.folded(str(cell)) for cell in held]
    if len(held) < 2 or not all(_NUMBERING.fullmatch(text) for text in texts):
        return False
    numbers = [int(found[0]) for text in texts if (found := re.search(r"\d+", text))]
    counting = numbers == list(range(1, len(numbers) + 1)) and bool(numbers)
    marked = texts[0] in ("甲", "栏次") or all(re.fullmatch(r"[(（]\d+[)）]|[①-⑳]", text) for text in texts)
    return marked or (counting and len(numbers) >= 5 and len(numbers) == len(held))


def _below(tail: Sequence[tuple[int, str]], left_out: set[int], *, width: int) -> dict[int, str]:
    """Rows at the end that belong to no list, from the last upwards until one that does."""
    found: dict[int, str] = {}
    for number, line in reversed(tail):
        cells = decode_line(line)
        reason = "total" if number in left_out and is_total(cells) else _foot(cells, width)
        if not reason and number not in left_out:
            break
        if reason:
            found[number] = reason
    return found


def _foot(cells: Row, width: int) -> str:
    """Why a row is no entry: a signature, a remark, or nothing."""
    texts = [words.folded(text) for text in texts_in(cells)]
    filled = filled_in(cells)
    if filled > max(6, width // 2):
        return ""
    if width >= 3 and filled <= 2 and cells[0] in (None, "") and _signs_off(cells, texts):
        return "signature"
    if not texts:
        return ""
    signed = sum(bool(words.SIGNATURE.search(text)) for text in texts)
    if signed and (signed >= 2 or filled <= max(2, width // 2)) and words.SIGNATURE.search(texts[0]):
        return "signature"
    return "remark" if filled <= 2 and words.REMARK.match(texts[0]) else ""


def _signs_off(cells: Row, texts: Sequence[str]) -> bool:
    """An office's name or a day alone, at the right under a list."""
    days = sum(isinstance(cell, dt.date) for cell in cells)
    named = sum(bool(_OFFICE.search(text) or _DAY.fullmatch(text)) for text in texts)
    return days + named == filled_in(cells)
