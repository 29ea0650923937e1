"""Reads an official list of areas from a CSV file: good rows, and a sentence for every bad one."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from gongjian.core.areas.levels import DIGITS, LEVEL_OF_DIGITS
from gongjian.core.areas.models import Level
from gongjian.core.areas.names import LONGEST, tidy
from gongjian.core.refusal import Refused

LARGEST = 20 * 1024 * 1024
MOST_PROBLEMS = 500
PARENT_COLUMN: dict[str, str] = {
    Level.DISTRICT: "cityCode",
    Level.SUBDISTRICT: "areaCode",
    Level.COMMUNITY: "streetCode",
}
PARENT_DIGITS: dict[str, int] = {Level.DISTRICT: 4, Level.SUBDISTRICT: 6, Level.COMMUNITY: 9}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; `line` is its place in the file, the header being line 1."""

    line: int
    code: str
    name: str
    parent_code: str


@dataclass(frozen=True, slots=True)
class AreaList:
    """A list of one level, read whole."""

    name: str
    level: str
    sha256: str
    rows: tuple[Row, ...]
    problems: tuple[str, ...]

    @property
    def year(self) -> int | None:
        """The year that stands in the file's name."""
        found = re.findall(r"(?<!\d)(20\d\d)(?!\d)", self.name)
        return int(found[-1]) if found else None


def read_list(path: str | Path, *, name: str = "") -> AreaList:
    """Read a file. Raises Refused when it cannot be read at all; single bad rows are told in `problems`."""
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise Refused(_("%(file)s is larger than 20 MB; that is no list of areas.") % {"file": path.name})
        data = path.read_bytes()
    except OSError as error:
        words = _("%(file)s cannot be opened: %(error)s.")
        raise Refused(words % {"file": path, "error": error.strerror or error}) from error
    return parse_list(data, name=name or path.name)


def parse_list(data: bytes, *, name: str) -> AreaList:
    """Read the bytes of a file in UTF-8 or GB18030 with columns seen by their header."""
    found = list(_records(_text(data, name=name), name=name))
    level = _level_of(found, name=name)
    seen: dict[str, int] = {}
    rows, problems = [], []
    for line, record in found:
        row = _row(line, record, level=level)
        problem = _problem(row, record, level=level, seen=seen)
        if problem:
            problems.append(_("Row %(line)d: %(problem)s") % {"line": line, "problem": problem})
        else:
            seen[row.code] = line
            rows.append(row)
    digest = hashlib.sha256(data).hexdigest()
    return AreaList(name=name[:200], level=level, sha256=digest, rows=tuple(rows), problems=tuple(problems))


def _text(data: bytes, *, name: str) -> str:
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise Refused(_("%(file)s is an Excel workbook. Save it as CSV and bring it again.") % {"file": name})
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    words = _("%(file)s is no text in UTF-8 or GB18030. Save it as CSV in UTF-8 and bring it again.")
    raise Refused(words % {"file": name})


def _records(text: str, *, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if "code" not in header or "name" not in header:
            words = _(
                "%(file)s needs a first row that names its columns, with code and name among them; it has: %(found)s."
            )
            raise Refused(words % {"file": name, "found": ", ".join(header)[:100] or _("nothing")})
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, {key: cell.strip() for key, cell in zip(header, cells, strict=False)}
    except csv.Error as error:
        words = _("%(file)s cannot be read as CSV at row %(line)d: %(error)s.")
        raise Refused(words % {"file": name, "line": reader.line_num, "error": error}) from error


def short_code(code: str) -> str:
    """The code without the zeros that fill it up: 410105008000 is 410105008, and 410100 is 4101."""
    if len(code) == 12 and code.endswith("000"):
        code = code[:9]
    if len(code) == 9 and code.endswith("000"):
        code = code[:6]
    if len(code) == 6 and code.endswith("00"):
        code = code[:4]
    return code


def _level_of(found: list[tuple[int, dict[str, str]]], *, name: str) -> str:
    digits = Counter(len(short_code(record.get("code", ""))) for _line, record in found)
    known = [
        length for length, _count in digits.most_common() if LEVEL_OF_DIGITS.get(length) in PARENT_COLUMN
    ]
    if not known:
        words = _(
            "%(file)s holds no code of 6, 9 or 12 digits, so it is no list of districts, streets or communities."
        )
        raise Refused(words % {"file": name})
    return LEVEL_OF_DIGITS[known[0]]


def _row(line: int, record: dict[str, str], *, level: str) -> Row:
    code = short_code(record.get("code", ""))
    above = short_code(record.get(PARENT_COLUMN[level].lower(), "")) or code[: PARENT_DIGITS[level]]
    return Row(line=line, code=code, name=tidy(record.get("name", "")), parent_code=above)


def _problem(row: Row, record: dict[str, str], *, level: str, seen: dict[str, int]) -> str:
    digits = DIGITS[level]
    if not (row.code.isascii() and row.code.isdigit()) or len(row.code) != digits:
        words = _("the code “%(code)s” is not %(digits)d digits.")
        return words % {"code": record.get("code", "")[:30], "digits": digits}
    if row.code in seen:
        return _("the code %(code)s stands in row %(line)d already.") % {
            "code": row.code,
            "line": seen[row.code],
        }
    if not row.name:
        return _("the name is empty.")
    if len(row.name) > LONGEST:
        return _("the name has %(count)d characters; at most %(most)d are kept.") % {
            "count": len(row.name),
            "most": LONGEST,
        }
    above = row.parent_code
    if not (above.isascii() and above.isdigit()) or len(above) != PARENT_DIGITS[level]:
        words = _("the code “%(code)s” of the area above is not %(digits)d digits.")
        return words % {"code": above[:30], "digits": PARENT_DIGITS[level]}
    return ""
