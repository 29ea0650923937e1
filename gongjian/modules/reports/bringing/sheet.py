"""Reads a workbook of messages: its columns are seen by their headings, whatever the order."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from gongjian.core.refusal import Refused

LARGEST = 20 * 1024 * 1024
MOST_UNPACKED = 100  # times the file's own size
HEADINGS = {
    "number": ("留言编号", "工单编号", "工单号", "受理编号", "诉求编号", "编号", "number", "id"),
    "user": ("留言用户", "用户", "网友", "user"),
    "title": ("留言主题", "主题", "诉求标题", "标题", "title"),
    "opened": ("留言时间", "来电时间", "受理时间", "反映时间", "登记时间", "时间", "time"),
    "body": ("留言详情", "留言内容", "诉求内容", "反映内容", "详情", "内容", "text"),
    "answer": ("答复意见", "答复内容", "回复内容", "答复", "回复", "办理结果", "answer"),
    "answered": ("答复时间", "回复时间", "办结时间", "answered at"),
    "likes": ("点赞数", "点赞", "likes"),
    "dislikes": ("反对数", "反对", "dislikes"),
    "place": ("地点", "地址", "事发地址", "place"),
    "category": ("一级标签", "一级分类", "类别", "分类", "category"),
    "name": ("姓名", "来电人", "联系人", "name"),
    "phone": ("联系电话", "手机号", "电话", "phone"),
}
NEEDED = ("opened", "body")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: `number` as the spreadsheet counts it, the heading being row 1."""

    number: int
    cells: dict[str, Any]

    def text(self, name: str) -> str:
        """The cell as text; a whole number without its ".0"."""
        value = self.cells.get(name)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value).strip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file that are not empty, and which columns it has."""

    name: str
    columns: frozenset[str]
    lines: tuple[Line, ...]


def read_sheet(path: Path) -> Sheet:
    """Read the first sheet that holds anything. Raises Refused, in words, for a file that is none of this kind."""
    _check_file(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = (workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names)
        rows: list[list[Any]] = next((rows for rows in sheets if rows), [])
    except (CalamineError, OSError, ValueError) as error:
        raise Refused(
            _("%(file)s cannot be read: it is damaged. Open it in Excel, save it anew, and bring it again.")
            % {"file": path.name}
        ) from error
    if not rows:
        raise Refused(_("%(file)s is empty: there is no row in it.") % {"file": path.name})
    places = _columns(path, rows[0])
    return Sheet(path.name, frozenset(places), tuple(_lines(rows, places)))


def _lines(rows: list[list[Any]], places: dict[str, int]) -> Iterator[Line]:
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: row[place] for name, place in places.items() if place < len(row)}
        if any(str(value).strip() for value in cells.values()):
            yield Line(number, cells)


def _columns(path: Path, heading: list[Any]) -> dict[str, int]:
    found = [str(cell).strip().lower() for cell in heading]
    places = {}
    for name, words in HEADINGS.items():
        place = next((found.index(word) for word in words if word in found), None)
        if place is not None:
            places[name] = place
    missing = [HEADINGS[name][0] for name in NEEDED if name not in places]
    if missing:
        raise Refused(
            _("%(file)s lacks the columns %(missing)s in its first row; it has: %(found)s.")
            % {
                "file": path.name,
                "missing": "、".join(missing),
                "found": "、".join(found)[:200] or _("nothing"),
            }
        )
    return places


def _check_file(path: Path) -> None:
    size = path.stat().st_size
    if size == 0:
        raise Refused(_("%(file)s is empty: there is no row in it.") % {"file": path.name})
    if size > LARGEST:
        raise Refused(_("%(file)s is larger than 20 MB. Split it and bring the parts.") % {"file": path.name})
    with path.open("rb") as file:
        head = file.read(8)
        start = head + file.read(65536)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in start + path.read_bytes():
            raise Refused(_("%(file)s is locked with a password. Save it without one.") % {"file": path.name})
        return
    if not head.startswith(b"PK\x03\x04"):
        raise Refused(
            _("%(file)s is no Excel workbook. Save it as .xlsx and bring it again.") % {"file": path.name}
        )
    _check_unpacked(path, size)


def _check_unpacked(path: Path, size: int) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise Refused(
            _("%(file)s cannot be read: it is damaged. Open it in Excel, save it anew, and bring it again.")
            % {"file": path.name}
        ) from error
    if unpacked > MOST_UNPACKED * size:
        raise Refused(
            _("%(file)s unpacks to far too much; that is no list of messages.") % {"file": path.name}
        )
