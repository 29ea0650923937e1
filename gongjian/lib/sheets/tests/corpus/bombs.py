"""Zips that want to do harm or are broken: bombs, escapes, entities, cuts."""

import io
import random
import struct
import zipfile

from gongjian.lib.sheets.tests.corpus.case import Case
from gongjian.lib.sheets.tests.corpus.makers import (
    HEAD,
    LIST,
    MAIN,
    STYLES,
    parts_of,
    plain,
    rows,
    shared_strings,
    sheet,
    xlsx,
    zipped,
)

READ = {(1, 1): "编号", (2, 2): "张三", (3, 3): "井盖松动"}
XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
SPACES = b" " * 30_000_000


def _lying() -> bytes:
    """A part that says it unpacks to a hundred bytes."""
    data = bytearray(zipped({**parts_of(sheet(LIST)), "xl/worksheets/sheet1.xml": SPACES}))
    place = data.rfind(b"PK\x01\x02")
    while place >= 0:
        if struct.unpack_from("<I", data, place + 24)[0] == len(SPACES):
            struct.pack_into("<I", data, place + 24, 100)
        place = data.rfind(b"PK\x01\x02", 0, place)
    return bytes(data)


def _overlapping() -> bytes:
    """Two hundred parts that are all one and the same piece of the file."""
    body = zipped({"a.xml": b" " * 3_000_000})
    start = body.rfind(b"PK\x01\x02")
    end = body.rfind(b"PK\x05\x06")
    entry = body[start:end]
    names = [f"{n:05d}" for n in range(200)]
    folder = b"".join(entry[:46].replace(entry[28:30], entry[28:30]) + name.encode() for name in names)
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(names), len(names), len(folder), start, 0)
    return body[:start] + folder + tail


def _locked() -> bytes:
    data = bytearray(plain())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


def _crc() -> bytes:
    data = bytearray(plain())
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 16] ^= 0xFF
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def _scrambled() -> bytes:
    data = bytearray(plain())
    rng = random.Random(11)
    for place in rng.sample(range(60, len(data) - 400), 60):
        data[place] = rng.randrange(256)
    return bytes(data)


def _many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts_of(sheet(LIST)).items():
            archive.writestr(name, part)
        for number in range(20_001):
            archive.writestr(zipfile.ZipInfo(f"x/{number}"), b"")
    return out.getvalue()


def _doubled() -> bytes:
    parts = parts_of(sheet(LIST))
    return zipped([*parts.items(), ("XL/worksheets/sheet1.xml", sheet(rows(("别的",))))])


def _sheet_of(head: str) -> bytes:
    return xlsx(sheet(LIST, head=head))


def _cut(share: float) -> bytes:
    data = plain()
    return data[: int(len(data) * share)]


CASES = (
    Case("空格炸弹.xlsx", lambda: xlsx(sheet(LIST), put={"xl/worksheets/sheet1.xml": SPACES}), "bomb"),
    Case("字符串炸弹.xlsx", lambda: xlsx(sheet(LIST), put={"xl/sharedStrings.xml": SPACES}), "bomb"),
    Case("图片炸弹.xlsx", lambda: xlsx(sheet(LIST), put={"xl/media/image1.png": bytes(30_000_000)}), "bomb"),
    Case("谎报大小.xlsx", _lying, codes=("broken", "bomb")),
    Case("重叠炸弹.xlsx", _overlapping, codes=("bomb", "broken", "archive")),
    Case("两万个部件.xlsx", _many_parts, "bomb"),
    Case("压缩包套压缩包.xlsx", lambda: zipped({"a.zip": zipped({"b.zip": plain()})}), "archive"),
    Case("一包表格.zip", lambda: zipped({"一.xlsx": plain(), "二.xlsx": plain()}), "archive"),
    Case("嵌入表格.xlsx", lambda: xlsx(sheet(LIST), put={"xl/embeddings/x.xlsx": plain()}), cells=READ),
    Case("部件重名.xlsx", _doubled, "broken"),
    Case("绝对路径.xlsx", lambda: xlsx(sheet(LIST), put={"/etc/cron.d/x": b"x"}), "dangerous"),
    Case("上级目录.xlsx", lambda: xlsx(sheet(LIST), put={"xl/../../../x": b"x"}), "dangerous"),
    Case("反斜杠上级.xlsx", lambda: xlsx(sheet(LIST), put={"xl\\..\\..\\x": b"x"}), "dangerous"),
    Case("压缩包加密.xlsx", _locked, "encrypted"),
    Case("外部实体在表.xlsx", lambda: _sheet_of(HEAD + XXE), "dangerous"),
    Case(
        "外部实体在簿.xlsx",
        lambda: xlsx(sheet(LIST), put={"xl/workbook.xml": HEAD + XXE + "<workbook/>"}),
        "dangerous",
    ),
    Case(
        "外部实体在类型.xlsx",
        lambda: xlsx(sheet(LIST), put={"[Content_Types].xml": f'{HEAD}{XXE}<Types xmlns="spreadsheetml"/>'}),
        "dangerous",
    ),
    Case(
        "外部实体在批注.xlsx",
        lambda: xlsx(sheet(LIST), put={"xl/comments1.xml": HEAD + XXE + "<c>&e;</c>"}),
        "dangerous",
    ),
    Case(
        "外部实体utf16.xlsx",
        lambda: xlsx(sheet(LIST), put={"xl/comments1.xml": ("\ufeff" + XXE + "<c/>").encode("utf-16-le")}),
        "dangerous",
    ),
    Case(
        "参数实体.xlsx",
        lambda: xlsx(
            sheet(LIST),
            put={"xl/styles.xml": f'{HEAD}<!DOCTYPE x SYSTEM "http://x.test/x.dtd">{STYLES[len(HEAD) :]}'},
        ),
        "dangerous",
    ),
    Case(
        "十亿大笑.xlsx",
        lambda: xlsx(
            sheet(LIST),
            shared=("x",),
            put={"xl/sharedStrings.xml": shared_strings("x").replace(HEAD, HEAD + LAUGHS)},
        ),
        "dangerous",
    ),
    Case(
        "注释里的实体.xlsx", lambda: _sheet_of(HEAD + "<!-- " + "x" * 2_000_000 + " -->" + XXE), "dangerous"
    ),
    Case(
        "包含别的文件.xlsx",
        lambda: xlsx(
            sheet(LIST, after='<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>')
        ),
        cells=READ,
    ),
    Case("截到一成.xlsx", lambda: _cut(0.1), "broken"),
    Case("截到一半.xlsx", lambda: _cut(0.5), "broken"),
    Case("截到九成.xlsx", lambda: _cut(0.9), "broken"),
    Case("少一个字节.xlsx", lambda: plain()[:-1], codes=("", "broken")),
    Case("只有开头.xlsx", lambda: plain()[:4], "broken"),
    Case("空压缩包.xlsx", lambda: zipped({}), "broken"),
    Case("校验错.xlsx", _crc, "broken"),
    Case("搅乱.xlsx", _scrambled, codes=("broken", "encrypted", "archive", "bomb", "dangerous")),
    Case("前面有垃圾.xlsx", lambda: b"PK\x03\x04junk" + plain(), codes=("", "broken")),
    Case("后面有垃圾.xlsx", lambda: plain() + b"\x00" * 3000, codes=("", "broken")),
    Case(
        "表不成文.xlsx",
        lambda: xlsx(sheet(LIST), put={"xl/worksheets/sheet1.xml": sheet(LIST)[:-60]}),
        codes=("", "broken"),
    ),
    Case(
        "表是别的文.xlsx",
        lambda: xlsx(sheet(LIST), put={"xl/worksheets/sheet1.xml": "{}"}),
        codes=("broken", "only_empty"),
    ),
    Case(
        "深一万层.xlsx",
        lambda: xlsx(
            sheet(LIST), put={"xl/worksheets/sheet1.xml": f"{HEAD}{'<a>' * 10_000}{'</a>' * 10_000}"}
        ),
        codes=("broken", "only_empty"),
    ),
    Case(
        "簿里深层.xlsx",
        lambda: xlsx(
            sheet(LIST),
            put={
                "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}">{"<a>" * 50_000}{"</a>" * 50_000}</workbook>'
            },
        ),
        codes=("broken", "no_sheets"),
    ),
    Case(
        "Word.xlsx",
        lambda: zipped({"[Content_Types].xml": f"{HEAD}<Types/>", "word/document.xml": f"{HEAD}<w/>"}),
        "not_a_workbook",
    ),
    Case(
        "PPT.xlsx",
        lambda: zipped({"[Content_Types].xml": f"{HEAD}<Types/>", "ppt/presentation.xml": f"{HEAD}<p/>"}),
        "not_a_workbook",
    ),
    Case("安装包.xlsx", lambda: zipped({"AndroidManifest.xml": b"x", "classes.dex": b"x"}), "archive"),
)
