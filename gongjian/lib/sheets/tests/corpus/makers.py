"""Writes small workbooks by hand, each part as it is wanted: right, wrong, or missing."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
DATE = 1  # the style of dates in STYLES
EPOCH = (1980, 1, 1, 0, 0, 0)

Parts = dict[str, bytes]


def zipped(parts: Mapping[str, bytes | str] | Iterable[tuple[str, bytes | str]]) -> bytes:
    """A zip of the parts; pairs may bear the same name twice."""
    out = io.BytesIO()
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in pairs:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with_doubles = data.encode() if isinstance(data, str) else data
            archive.writestr(entry, with_doubles)
    return out.getvalue()


def cell(place: str, value: object = None, *, style: int = 0, extra: str = "") -> str:
    """One cell's XML: text inline, numbers and booleans as values, None as a format alone."""
    look = f' s="{style}"' if style else ""
    if value is None:
        return f'<c r="{place}"{look}/>'
    if isinstance(value, bool):
        return f'<c r="{place}"{look} t="b">{extra}<v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"{look}>{extra}<v>{value!r}</v></c>'
    return f'<c r="{place}"{look} t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def letters(number: int) -> str:
    """1 is A, 16384 is XFD."""
    said = ""
    while number:
        number, rest = divmod(number - 1, 26)
        said = chr(65 + rest) + said
    return said


def row(number: int, *values: object, attributes: str = "", style: int = 0) -> str:
    """A row of values from column A on."""
    cells = "".join(
        cell(f"{letters(place)}{number}", value, style=style) for place, value in enumerate(values, 1)
    )
    return f'<row r="{number}"{attributes}>{cells}</row>'


def rows(*listed: Sequence[object]) -> str:
    """Rows from 1 on."""
    return "".join(row(number, *values) for number, values in enumerate(listed, 1))


def sheet(data: str, *, before: str = "", after: str = "", head: str = HEAD) -> str:
    """A worksheet's part."""
    return f'{head}<worksheet xmlns="{MAIN}" xmlns:r="{DOC}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def merges(*places: str) -> str:
    """The part of a worksheet that merges cells; it stands after the data."""
    listed = "".join(f'<mergeCell ref="{place}"/>' for place in places)
    return f'<mergeCells count="{len(places)}">{listed}</mergeCells>'


def related_to(kind: str, target: str, *, mode: str = "") -> str:
    """A part of relationships with one of them."""
    how = f' TargetMode="{mode}"' if mode else ""
    one = f'<Relationship Id="rId1" Type="{DOC}/{kind}" Target="{target}"{how}/>'
    return f'{HEAD}<Relationships xmlns="{RELS}">{one}</Relationships>'


def parts_of(
    *sheets: str,
    names: Sequence[str] = (),
    states: Mapping[int, str] | None = None,
    book: str = "",
    shared: Sequence[str] | None = None,
    macros: bool = False,
) -> Parts:
    """The parts of a workbook with these worksheets."""
    called = [names[place] if place < len(names) else f"表{place + 1}" for place in range(len(sheets))]
    states = states or {}
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{place}" '
        + (f'state="{states[place - 1]}" ' if place - 1 in states else "")
        + f'r:id="rId{place}"/>'
        for place, name in enumerate(called, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{place}" Type="{DOC}/worksheet" Target="worksheets/sheet{place}.xml"/>'
        for place in range(1, len(sheets) + 1)
    )
    related += f'<Relationship Id="rIdStyles" Type="{DOC}/styles" Target="styles.xml"/>'
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml" if macros else f"{TYPES}.sheet.main+xml"
    parts = {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>'
        ),
        "_rels/.rels": related_to("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOC}">{book}<sheets>{listed}</sheets></workbook>',
        "xl/styles.xml": STYLES,
    }
    if shared is not None:
        related += f'<Relationship Id="rIdShared" Type="{DOC}/sharedStrings" Target="sharedStrings.xml"/>'
        parts["xl/sharedStrings.xml"] = shared_strings(*shared)
    parts["xl/_rels/workbook.xml.rels"] = f'{HEAD}<Relationships xmlns="{RELS}">{related}</Relationships>'
    parts |= {f"xl/worksheets/sheet{place}.xml": one for place, one in enumerate(sheets, 1)}
    return {name: part.encode() for name, part in parts.items()}


def shared_strings(*items: str) -> str:
    """A table of strings; items that begin with < are taken as they stand."""
    listed = "".join(item if item.startswith("<") else f"<si><t>{escape(item)}</t></si>" for item in items)
    return f'{HEAD}<sst xmlns="{MAIN}" count="{len(items)}" uniqueCount="{len(items)}">{listed}</sst>'


def xlsx(
    *sheets: str, drop: Sequence[str] = (), put: Mapping[str, bytes | str] | None = None, **how: object
) -> bytes:
    """A workbook with parts left out, and others put in or in the place of them."""
    parts: dict[str, bytes | str] = {**parts_of(*sheets, **how), **(put or {})}  # type: ignore[arg-type]
    return zipped({name: data for name, data in parts.items() if name not in drop})


LIST = rows(("编号", "姓名", "事项"), (1, "张三", "路灯不亮"), (2, "李四", "井盖松动"))


def plain() -> bytes:
    """A small right workbook: a heading and two rows."""
    return xlsx(sheet(LIST))


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (the wrapping of .xls and of encrypted .xlsx) with these streams, all in ordinary sectors."""
    size = 512
    sectors: list[bytes] = []
    table: list[int] = []
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1 if streams else -1)]
    for place, (name, data) in enumerate(streams.items(), 1):
        data = data.ljust(4096, b"\x00")  # shorter ones would lie in the small table
        first, count = len(sectors), -(-len(data) // size)
        sectors += [data[at : at + size].ljust(size, b"\x00") for at in range(0, len(data), size)]
        table += [*range(first + 1, first + count), 0xFFFFFFFE]
        entries.append(_entry(name, 2, first, len(data), right=place + 1 if place < len(streams) else -1))
    entries += [b"\x00" * 128] * (-len(entries) % 4)
    start = len(sectors)
    folder = b"".join(entries)
    sectors += [folder[at : at + size] for at in range(0, len(folder), size)]
    table += [*range(start + 1, len(sectors)), 0xFFFFFFFE]
    tables = 1
    while (len(table) + tables) * 4 > tables * size:
        tables += 1
    places = list(range(len(sectors), len(sectors) + tables))
    table += [0xFFFFFFFD] * tables
    packed = struct.pack(f"<{len(table)}I", *table).ljust(tables * size, b"\xff")
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        b"",
        0,
        tables,
        start,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
    )
    head += struct.pack("<109I", *places, *[0xFFFFFFFF] * (109 - tables))
    return head + b"".join(sectors) + packed


def _entry(name: str, kind: int, first: int, size: int, *, right: int = -1, child: int = -1) -> bytes:
    said = name.encode("utf-16-le") + b"\x00\x00"
    return struct.pack(
        "<64sHBBiii16sIQQII4x", said, len(said), kind, 1, -1, right, child, b"", 0, 0, 0, first, size
    )[:128]
