"""Old Excel files by a small writer of BIFF records, and the binary .xlsb."""

import struct
from collections.abc import Sequence

from gongjian.lib.sheets.tests.corpus.case import Case
from gongjian.lib.sheets.tests.corpus.makers import HEAD, LIST, ole, plain, related_to, sheet, xlsx, zipped

TABLE = (("编号", "姓名", "事项"), (1, "张三", "路灯不亮"), (2, "李四", "井盖松动"))


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def biff8(
    rows: Sequence[Sequence[object]], *, before: bytes = b"", after: bytes = b"", state: int = 0
) -> bytes:
    """The Workbook stream of Excel 97 with one sheet; texts are LABEL records in UTF-16."""
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    name = "台账".encode("utf-16-le")
    formats = b"".join(
        record(0xE0, struct.pack("<HHHBBBBIIH", 0, code, 0, 0, 0, 0, 0, 0, 0, 0)) for code in (0, 14)
    )

    def globals_(place: int) -> bytes:
        bound = record(0x85, struct.pack("<IBBBB", place, state, 0, 2, 1) + name)
        return record(0x809, bof) + before + record(0x42, b"\xb0\x04") + formats + bound + record(0x0A)

    body = record(0x809, bof[:2] + b"\x10\x00" + bof[4:]) + _cells(rows) + after + record(0x0A)
    return globals_(len(globals_(0))) + body


def _cells(rows: Sequence[Sequence[object]]) -> bytes:
    out = b""
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            place = struct.pack("<HHH", y, x, 0)
            if isinstance(value, str):
                out += record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            elif isinstance(value, int | float):
                out += record(0x203, place + struct.pack("<d", value))
            elif value is not None:
                out += value if isinstance(value, bytes) else b""
    return out


def biff5(rows: Sequence[Sequence[object]], *, page: int = 936, after: bytes = b"") -> bytes:
    """The Book stream of Excel 95, whose texts are in the code page of its machine."""
    bof = struct.pack("<HHHH", 0x0500, 0x0005, 0x0DBB, 0x07CC)
    name = "台账".encode("gbk")

    def globals_(place: int) -> bytes:
        bound = record(0x85, struct.pack("<IBBB", place, 0, 0, len(name)) + name)
        return record(0x809, bof) + record(0x42, struct.pack("<H", page)) + bound + record(0x0A)

    cells = b""
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            place = struct.pack("<HHH", y, x, 0)
            if isinstance(value, str):
                said = value.encode("gbk")
                cells += record(0x204, place + struct.pack("<H", len(said)) + said)
            else:
                cells += record(0x203, place + struct.pack("<d", value))
    body = record(0x809, bof[:2] + b"\x10\x00" + bof[4:]) + cells + after + record(0x0A)
    return globals_(len(globals_(0))) + body


def xls(rows: Sequence[Sequence[object]] = TABLE, **how: object) -> bytes:
    return ole({"Workbook": biff8(rows, **how)})  # type: ignore[arg-type]


def brt(kind: int, data: bytes = b"") -> bytes:
    """A record of a binary workbook of 2007."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(data)
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + length + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(rows: Sequence[Sequence[object]] = TABLE, *, before: bytes = b"", hidden: int = -1) -> bytes:
    book = (
        brt(131)
        + brt(143)
        + brt(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("台账"))
        + brt(144)
        + brt(132)
    )
    data = brt(129) + brt(148, struct.pack("<IIII", 0, len(rows) - 1, 0, 2)) + before + brt(145)
    for y, row in enumerate(rows):
        data += brt(0, struct.pack("<IIHBBBI", y, 0, 300, 0, 0x10 if y == hidden else 0, 0, 0))
        for x, value in enumerate(row):
            place = struct.pack("<II", x, 0)
            if isinstance(value, bytes):
                data += brt(value[0], place + value[1:])
                continue
            data += (
                brt(6, place + wide(value))
                if isinstance(value, str)
                else brt(5, place + struct.pack("<d", value))
            )
    data += brt(146) + brt(130)
    types = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    return zipped(
        {
            "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/xl/workbook.bin" ContentType="{types}"/></Types>',
            "_rels/.rels": related_to("officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": related_to("worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": data,
        }
    )


def _looped() -> bytes:
    """A compound file whose table of sectors runs in a circle."""
    data = bytearray(xls())
    table = struct.unpack_from("<I", data, 76)[0]
    struct.pack_into("<I", data, (table + 1) * 512, 0)
    return bytes(data)


READ = {(1, 1): "编号", (2, 1): 1, (3, 2): "李四", (3, 3): "井盖松动"}
FAR = record(0x203, struct.pack("<HHHd", 65_535, 255, 0, 1.0))
MERGED = record(0xE5, struct.pack("<HHHHH", 1, 1, 2, 1, 1))
FORMULA = record(0x06, struct.pack("<HHHdHIH", 3, 0, 0, 7.5, 0, 0, 0))
HIDDEN = record(0x208, struct.pack("<HHHHHHHH", 2, 0, 3, 300, 0, 0, 0x20, 0)) + record(
    0x7D, struct.pack("<HHHHHH", 1, 1, 2560, 0, 1, 0)
)
NOT_RECKONED = record(0x06, struct.pack("<HHH8sHIH", 3, 1, 0, bytes(8), 2, 0, 0))
FAILED_FORMULA = record(0x06, struct.pack("<HHH8sHIH", 3, 2, 0, b"\x02\x00\x07\x00\x00\x00\xff\xff", 0, 0, 0))
B_HIDDEN = brt(390) + brt(60, struct.pack("<IIIIH", 2, 2, 2560, 0, 1)) + brt(391)
BINARY = (*TABLE, (3, b"\x03\x2a", "坏"), (4, b"\x09" + bytes(8) + b"\x02\x00" + bytes(8), "空"))
FAILED = record(0x205, struct.pack("<HHHBB", 3, 1, 0, 0x2A, 1))

CASES = (
    Case("旧版台账.xls", xls, cells=READ),
    Case("95版台账.xls", lambda: ole({"Book": biff5(TABLE)}), cells=READ),
    Case("WPS表格.et", xls, cells=READ),
    Case("旧版隐藏.xls", lambda: xls(state=1), cells=READ, notes=("hidden_sheet",)),
    Case("旧版深度隐藏.xls", lambda: xls(state=2), cells=READ, notes=("hidden_sheet",)),
    Case(
        "旧版合并.xls",
        lambda: xls((*TABLE[:2], (2, None, "井盖")), after=MERGED),
        cells={(3, 2): "张三", (3, 3): "井盖"},
    ),
    Case("旧版公式.xls", lambda: xls(after=FORMULA), cells={(4, 1): 7.5}),
    Case("旧版错误值.xls", lambda: xls(after=FAILED), cells=READ, notes=("error_cells",)),
    Case("旧版公式出错.xls", lambda: xls(after=FAILED_FORMULA), cells=READ, notes=("error_cells",)),
    Case("旧版隐藏行列.xls", lambda: xls(after=HIDDEN), cells=READ, notes=("hidden_rows", "hidden_columns")),
    Case("旧版没算.xls", lambda: xls(after=NOT_RECKONED), cells=READ, notes=("no_value",)),
    Case("旧版到最远.xls", lambda: xls(after=FAR), cells=READ, notes=("rows_cut",)),
    Case(
        "95版到最远.xls",
        lambda: ole({"Book": biff5(TABLE, after=FAR + HIDDEN)}),
        cells=READ,
        notes=("rows_cut", "hidden_rows", "hidden_columns"),
    ),
    Case("旧版加密.xls", lambda: xls(before=record(0x2F, b"\x01\x00" + bytes(52))), "encrypted"),
    Case("旧版加密异或.xls", lambda: xls(before=record(0x2F, bytes(6))), "encrypted"),
    Case(
        "加密.xlsx",
        lambda: ole({"EncryptionInfo": b"\x04\x00\x04\x00", "EncryptedPackage": bytes(5000)}),
        "encrypted",
    ),
    Case("旧版截断.xls", lambda: xls()[:2000], "broken"),
    Case("旧版只有头.xls", lambda: xls()[:512], "broken"),
    Case("旧版八字节.xls", lambda: xls()[:8], "broken"),
    Case("旧版绕圈.xls", _looped, codes=("", "broken", "too_slow", "too_much", "unreadable")),
    Case("旧版空.xls", lambda: xls(()), "only_empty"),
    Case("旧版行数乱.xls", lambda: xls(after=record(0x203, b"\x01")), codes=("", "broken")),
    Case("旧版长度乱.xls", lambda: xls(after=struct.pack("<HH", 0x204, 60_000)), codes=("", "broken")),
    Case("Word文件.xls", lambda: ole({"WordDocument": bytes(5000)}), "not_a_workbook"),
    Case("PPT文件.xls", lambda: ole({"PowerPoint Document": bytes(5000)}), "not_a_workbook"),
    Case("别的文件.xls", lambda: ole({"Contents": bytes(5000)}), "not_a_workbook"),
    Case("其实是新版.xls", plain, cells=READ, notes=("mislabelled",)),
    Case("其实是旧版.xlsx", xls, cells=READ, notes=("mislabelled",)),
    Case("二进制.xlsb", xlsb, cells=READ),
    Case(
        "二进制隐藏.xlsb",
        lambda: xlsb(hidden=1, before=B_HIDDEN),
        cells=READ,
        notes=("hidden_rows", "hidden_columns"),
    ),
    Case("二进制错误.xlsb", lambda: xlsb(BINARY), cells=READ, notes=("error_cells", "no_value")),
    Case("二进制截断.xlsb", lambda: xlsb()[:-300], "broken"),
    Case("二进制改名.xlsx", xlsb, cells=READ, notes=("mislabelled",)),
    Case(
        "带宏.xlsm",
        lambda: xlsx(sheet(LIST), macros=True, put={"xl/vbaProject.bin": xls()}),
        cells=READ,
        notes=("macros",),
    ),
    Case("Excel4.xls", lambda: b"\x09\x04\x06\x00" + bytes(2000), "not_a_workbook"),
)
