"""Workbooks of all shapes: extents, dates, formulas, hidden parts, names, missing parts, odd XML."""

from gongjian.lib.sheets.tests.corpus.case import Case
from gongjian.lib.sheets.tests.corpus.makers import (
    DATE,
    HEAD,
    LIST,
    MAIN,
    merges,
    parts_of,
    related_to,
    row,
    rows,
    sheet,
    xlsx,
    zipped,
)

READ = {(1, 1): "编号", (2, 1): 1, (2, 2): "张三", (3, 3): "井盖松动"}
FORMATS = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(4, 1_048_577))
WIDE = row(4, *([None] * 16_384), style=DATE)
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def _list(name: str, data: str = LIST, **how: object) -> Case:
    """A case of one sheet; `after`, `before` and `head` go to it, `put`, `drop`, `book`, `shared`, `states`, `names` to the
    workbook, the rest to the case."""
    part = {key: how.pop(key) for key in ("after", "before", "head") if key in how}
    book = {
        key: how.pop(key)
        for key in ("put", "drop", "book", "shared", "states", "names", "macros")
        if key in how
    }
    return Case(name, lambda: xlsx(sheet(data, **part), **book), **how)  # type: ignore[arg-type]


def _dates(*values: float) -> str:
    return row(1, "日期") + "".join(row(place, value, style=DATE) for place, value in enumerate(values, 2))


def _formula(text: str, value: str = "", attributes: str = "") -> str:
    return LIST + f'<row r="4"><c r="A4"{attributes}><f>{text}</f>{value}</c></row>'


def _strings(index: str) -> str:
    return row(1, "编号") + f'<row r="2"><c r="A2" t="s"><v>{index}</v></c><c r="B2"><v>5</v></c></row>'


def _related(target: str, *, mode: str = "") -> str:
    return related_to("worksheet", target, mode=mode)


def _sheets(count: int) -> bytes:
    return xlsx(*[sheet(row(1, f"第{n}个社区")) for n in range(1, count + 1)])


def _prefixed() -> str:
    first = '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>编号</x:t></x:is></x:c></x:row>'
    data = f'<x:sheetData>{first}<x:row r="2"><x:c r="A2"><x:v>7</x:v></x:c></x:row></x:sheetData>'
    return f'{HEAD}<x:worksheet xmlns:x="{MAIN}">{data}</x:worksheet>'


def _chart_only() -> bytes:
    parts = parts_of(sheet(LIST))
    book = (
        parts["xl/_rels/workbook.xml.rels"]
        .replace(b'/worksheet"', b'/chartsheet"')
        .replace(b"worksheets/sheet1", b"chartsheets/sheet1")
    )
    chart = f'{HEAD}<chartsheet xmlns="{MAIN}"/>'.encode()
    return zipped({**parts, "xl/_rels/workbook.xml.rels": book, "xl/chartsheets/sheet1.xml": chart})


EXTENTS = (
    _list("一百万空行.xlsx", LIST + FORMATS, cells=READ),
    _list("一万六千空列.xlsx", LIST + WIDE, cells=READ),
    _list("一万六千列.xlsx", row(1, *range(1, 16_385)), cells={(1, 500): 500}, notes=("columns_cut",)),
    _list(
        "最远的格.xlsx",
        LIST + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        cells=READ,
        notes=("rows_cut", "columns_cut"),
    ),
    _list(
        "远处的空格.xlsx",
        LIST + '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t> </t></is></c></row>',
        cells=READ,
    ),
    _list(
        "对角.xlsx",
        LIST + '<row r="200000"><c r="SF200000"><v>1</v></c></row>',
        cells=READ,
        notes=("rows_cut",),
    ),
    _list(
        "二十万行.xlsx",
        "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 200_200)),
        cells={(2, 1): 2},
        notes=("rows_cut",),
    ),
    _list("谎报范围.xlsx", before='<dimension ref="A1:XFD1048576"/>', cells=READ),
    _list("范围太小.xlsx", before='<dimension ref="A1"/>', cells=READ),
    _list("合并到边.xlsx", after=merges("A1:XFD1048576"), cells=READ),
    _list(
        "合并整列.xlsx",
        rows(("类别", "事项"), ("城建", "路灯"), (None, "井盖")),
        after=merges("A2:A1048576"),
        cells={(3, 1): "城建"},
    ),
    _list(
        "合并整行.xlsx",
        row(1, "群众诉求台账") + row(2, "编号", "姓名"),
        after=merges("A1:XFD1"),
        cells={(2, 2): "姓名"},
    ),
    _list("合并交叉.xlsx", after=merges("A1:B2", "B1:C3", "A1:A3", "C1:C3"), cells={(1, 1): "编号"}),
    _list("合并倒置.xlsx", after=merges("C3:A1", "B2:B2", "A1"), codes=("", "broken"), cells=READ),
    _list("合并乱写.xlsx", after=merges("ZZZZ1:A", "", "1:1", "$A$1:$B$2"), codes=("", "broken"), cells=READ),
    _list("三万处合并.xlsx", after=merges(*[f"E{n}:E{n + 1}" for n in range(1, 60_000, 2)]), cells=READ),
    _list("一兆的格.xlsx", row(1, "长" * 350_000) + row(2, "短"), cells={(2, 1): "短"}),
    _list("首行在千行后.xlsx", row(1001, "编号") + row(1002, 5), cells={(1002, 1): 5}),
    _list("首列在百列后.xlsx", '<row r="1"><c r="CX1"><v>5</v></c></row>', cells={(1, 102): 5}),
)

VALUES = (
    _list("一九零零.xlsx", _dates(1, 2, 59, 60, 61), cells={(1, 1): "日期"}),
    _list("零与负数日期.xlsx", _dates(0, -1, -5000), cells={(1, 1): "日期"}),
    _list(
        "九九九九.xlsx", _dates(2_958_465, 2_958_466, 1e300, 1e18), cells={(1, 1): "日期", (3, 1): 2_958_466}
    ),
    _list(
        "日期是非数.xlsx",
        row(1, "日期") + '<row r="2"><c r="A2" s="1"><v>NaN</v></c><c r="B2" s="1"><v>INF</v></c></row>',
        codes=("", "broken"),
        cells={(1, 1): "日期"},
    ),
    _list("一九零四.xlsx", _dates(43_895), book='<workbookPr date1904="1"/>', cells={(1, 1): "日期"}),
    _list("全角数字.xlsx", rows(("金额",), ("１２３，４５６．７",)), cells={(2, 1): "１２３，４５６．７"}),
    _list(
        "电话成小数.xlsx",
        row(1, "电话") + '<row r="2"><c r="A2"><v>1.3800138E10</v></c></row>',
        cells={(2, 1): 13_800_138_000},
    ),
    _list(
        "身份证成小数.xlsx",
        row(1, "身份证号") + '<row r="2"><c r="A2"><v>4.1010119900101102E17</v></c></row>',
        cells={(2, 1): 4.1010119900101102e17},
    ),
    _list("生僻字.xlsx", rows(("姓名",), ("𠮷林䶮㐂𪚥",)), cells={(2, 1): "𠮷林䶮㐂𪚥"}),
    _list(
        "从右到左.xlsx",
        rows(("姓名",), ("\u202e三张\u202c\u200f",)),
        cells={(2, 1): "\u202e三张\u202c\u200f"},
    ),
    _list("表情.xlsx", rows(("内容",), ("👨‍👩‍👧👍🏽",)), cells={(2, 1): "👨‍👩‍👧👍🏽"}),
    _list("转义空字节.xlsx", rows(("内容",), ("甲_x0000_乙_x000D_丙",)), cells={(1, 1): "内容"}),
    _list("转义孤立代理.xlsx", rows(("内容",), ("甲_xD800_乙",)), cells={(1, 1): "内容"}),
    _list(
        "字符引用零.xlsx",
        row(1, "内容") + '<row r="2"><c r="A2" t="inlineStr"><is><t>甲&#0;乙</t></is></c></row>',
        codes=("", "broken"),
    ),
    _list(
        "字符引用代理.xlsx",
        row(1, "内容") + '<row r="2"><c r="A2" t="inlineStr"><is><t>甲&#xD800;乙</t></is></c></row>',
        codes=("", "broken"),
    ),
    Case(
        "坏的utf8.xlsx",
        lambda: xlsx(
            sheet(LIST),
            put={"xl/worksheets/sheet1.xml": sheet(LIST).encode().replace("张三".encode(), b"\xff\xfe")},
        ),
        codes=("", "broken"),
    ),
    Case(
        "裸空字节.xlsx",
        lambda: xlsx(
            sheet(LIST),
            put={"xl/worksheets/sheet1.xml": sheet(LIST).encode().replace("张三".encode(), b"a\x00b")},
        ),
        codes=("", "broken"),
    ),
    _list(
        "公式注入.xlsx",
        rows(("内容",), ("=cmd|' /C calc'!A0",), ("@SUM(1+1)",), ("-2+3",)),
        cells={(2, 1): "=cmd|' /C calc'!A0", (4, 1): "-2+3"},
    ),
    _list("动态交换.xlsx", _formula("cmd|'/c calc'!A0", "<v>9</v>"), cells={**READ, (4, 1): 9}),
    _list("公式无结果.xlsx", _formula("SUM(A2:A3)"), cells=READ, notes=("no_value",)),
    _list("公式空结果.xlsx", _formula("SUM(A2:A3)", "<v></v>"), cells=READ, notes=("no_value",)),
    _list("公式得文字.xlsx", _formula("B2", "<v>张三</v>", ' t="str"'), cells={(4, 1): "张三"}),
    _list("公式得空文字.xlsx", _formula('""', "<v></v>", ' t="str"'), cells=READ),
    _list("公式得错误.xlsx", _formula("1/0", "<v>#DIV/0!</v>", ' t="e"'), cells=READ, notes=("error_cells",)),
    _list("远程公式.xlsx", _formula('WEBSERVICE("http://x.test")', "<v>1</v>"), cells={(4, 1): 1}),
    _list("是否.xlsx", rows(("属实",), (True,), (False,)), cells={(2, 1): True, (3, 1): False}),
    _list(
        "是否乱写.xlsx",
        row(1, "属实") + '<row r="2"><c r="A2" t="b"><v>maybe</v></c></row>',
        codes=("", "broken"),
    ),
    _list(
        "数字乱写.xlsx", row(1, "数") + '<row r="2"><c r="A2"><v>12abc</v></c></row>', codes=("", "broken")
    ),
    _list(
        "ISO日期.xlsx",
        row(1, "日期") + '<row r="2"><c r="A2" t="d"><v>2024-03-05T10:00:00</v></c></row>',
        codes=("", "broken"),
    ),
    _list(
        "类型乱写.xlsx",
        row(1, "数") + '<row r="2"><c r="A2" t="zzz"><v>1</v></c></row>',
        codes=("", "broken"),
    ),
    Case(
        "注音.xlsx",
        lambda: xlsx(
            sheet(_strings("0")), shared=('<si><t>張三</t><rPh sb="0" eb="2"><t>チョウ</t></rPh></si>',)
        ),
        cells={(2, 1): "張三"},
    ),
    Case(
        "分段文字.xlsx",
        lambda: xlsx(
            sheet(_strings("0")),
            shared=('<si><r><t>路灯</t></r><r><t xml:space="preserve"> 不亮</t></r></si>',),
        ),
        cells={(2, 1): "路灯 不亮"},
    ),
)

HIDDEN = (
    Case(
        "隐藏的表.xlsx",
        lambda: xlsx(sheet(LIST), sheet(LIST), states={1: "hidden"}),
        cells=READ,
        notes=("hidden_sheet",),
        sheets=2,
    ),
    Case(
        "深度隐藏.xlsx",
        lambda: xlsx(sheet(LIST), sheet(LIST), states={1: "veryHidden"}),
        cells=READ,
        notes=("hidden_sheet",),
        sheets=2,
    ),
    Case(
        "全部隐藏.xlsx", lambda: xlsx(sheet(LIST), states={0: "hidden"}), cells=READ, notes=("hidden_sheet",)
    ),
    _list(
        "隐藏的行.xlsx",
        rows(("编号",)) + row(2, 1, attributes=' hidden="1"') + row(3, 2),
        cells={(2, 1): 1},
        notes=("hidden_rows",),
    ),
    _list(
        "筛选掉的行.xlsx",
        rows(("编号",)) + row(2, 1, attributes=' hidden="true"'),
        after='<autoFilter ref="A1:A2"/>',
        cells={(2, 1): 1},
        notes=("hidden_rows",),
    ),
    _list(
        "隐藏的列.xlsx",
        before='<cols><col min="2" max="3" width="0" hidden="1" customWidth="1"/></cols>',
        cells=READ,
        notes=("hidden_columns",),
    ),
    _list("隐藏到边的列.xlsx", before='<cols><col min="4" max="16384" hidden="1"/></cols>', cells=READ),
    Case(
        "外部链接.xlsx",
        lambda: xlsx(
            sheet(LIST), put={"xl/externalLinks/externalLink1.xml": f'{HEAD}<externalLink xmlns="{MAIN}"/>'}
        ),
        cells=READ,
        notes=("external_links",),
    ),
    Case(
        "数据透视.xlsx",
        lambda: xlsx(
            sheet(LIST),
            put={
                "xl/pivotTables/pivotTable1.xml": f'{HEAD}<pivotTableDefinition xmlns="{MAIN}"/>',
                "xl/pivotCache/pivotCacheDefinition1.xml": f'{HEAD}<pivotCacheDefinition xmlns="{MAIN}"/>',
            },
        ),
        cells=READ,
    ),
    Case("只有图表.xlsx", _chart_only, codes=("only_empty", "no_sheets", "broken")),
)

NAMES = (
    _list("重复的列名.xlsx", rows(("电话", "电话", "电话"), (1, 2, 3)), cells={(1, 3): "电话"}),
    _list("空的列名.xlsx", rows(("编号", None, "事项"), (1, "甲", "乙")), cells={(2, 2): "甲"}),
    _list("长表名.xlsx", names=("很长的表名" * 60,), cells=READ),
    _list("怪表名.xlsx", names=("a/b\\c?*[]:'\"<>&",), cells=READ),
    _list("空表名.xlsx", names=("",), cells=READ),
    Case(
        "同名的表.xlsx",
        lambda: xlsx(sheet(LIST), sheet(rows(("别的",))), names=("台账", "台账")),
        cells=READ,
        sheets=2,
    ),
    Case("三百个表.xlsx", lambda: _sheets(300), cells={(1, 1): "第1个社区"}, sheets=300),
    Case("五百零一个表.xlsx", lambda: _sheets(501), "too_many_sheets"),
    Case("没有表.xlsx", xlsx, "no_sheets"),
    Case("只有空表.xlsx", lambda: xlsx(sheet(""), sheet(row(1, None))), "only_empty"),
    Case("首表为空.xlsx", lambda: xlsx(sheet(""), sheet(LIST)), cells=READ, sheets=1),
)

PARTS = (
    _list("缺样式.xlsx", drop=("xl/styles.xml",), cells=READ),
    _list("缺簿.xlsx", drop=("xl/workbook.xml",), code="broken"),
    _list("缺类型.xlsx", drop=("[Content_Types].xml",), codes=("", "broken"), cells=READ),
    _list("缺关系.xlsx", drop=("xl/_rels/workbook.xml.rels",), code="broken"),
    _list("缺根关系.xlsx", drop=("_rels/.rels",), codes=("", "broken"), cells=READ),
    _list("缺表.xlsx", drop=("xl/worksheets/sheet1.xml",), code="broken"),
    Case(
        "缺一个表.xlsx",
        lambda: xlsx(sheet(LIST), sheet(LIST), drop=("xl/worksheets/sheet2.xml",)),
        cells=READ,
        notes=("sheet_broken",),
    ),
    _list("缺字符串.xlsx", _strings("0"), codes=("", "broken")),
    _list("字符串越界.xlsx", _strings("99"), shared=("甲",), codes=("", "broken")),
    _list("字符串负数.xlsx", _strings("-1"), shared=("甲",), codes=("", "broken")),
    _list("字符串巨数.xlsx", _strings("99999999999999999999"), shared=("甲",), codes=("", "broken")),
    _list(
        "样式越界.xlsx",
        row(1, "编号") + '<row r="2"><c r="A2" s="9999"><v>5</v></c></row>',
        cells={(2, 1): 5},
    ),
    _list(
        "关系绕圈.xlsx",
        put={"xl/_rels/workbook.xml.rels": _related("workbook.xml")},
        codes=("broken", "only_empty"),
    ),
    _list(
        "关系到上级.xlsx",
        put={"xl/_rels/workbook.xml.rels": _related("../../../../etc/passwd")},
        codes=("broken", "only_empty"),
    ),
    _list(
        "关系到网上.xlsx",
        put={"xl/_rels/workbook.xml.rels": _related("http://127.0.0.1:9/x.xml", mode="External")},
        codes=("broken", "only_empty"),
    ),
    _list(
        "关系绝对路径.xlsx",
        put={"xl/_rels/workbook.xml.rels": _related("/xl/worksheets/sheet1.xml")},
        cells=READ,
    ),
    Case(
        "关系不成文.xlsx",
        lambda: xlsx(sheet(LIST), put={"xl/_rels/workbook.xml.rels": "<Relationships"}),
        "broken",
    ),
)

ODD = (
    Case("带前缀.xlsx", lambda: xlsx(_prefixed()), cells={(1, 1): "编号", (2, 1): 7}),
    Case("严格格式.xlsx", lambda: xlsx(sheet(LIST).replace(MAIN, STRICT)), codes=("", "broken"), cells=READ),
    _list(
        "格没有地址.xlsx",
        '<row r="1"><c t="inlineStr"><is><t>编号</t></is></c></row><row r="2"><c><v>5</v></c><c><v>6</v></c></row>',
        cells={(2, 2): 6},
    ),
    _list(
        "行没有号.xlsx",
        '<row><c r="A1"><v>1</v></c></row><row><c r="A2"><v>2</v></c></row>',
        cells={(2, 1): 2},
    ),
    _list("什么号都没有.xlsx", "<row><c><v>1</v></c></row><row><c><v>2</v></c></row>", cells={(2, 1): 2}),
    _list("行号乱序.xlsx", row(3, "丙") + row(1, "甲") + row(2, "乙"), codes=("", "broken")),
    _list("格重复.xlsx", '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
    _list("行号为零.xlsx", '<row r="0"><c r="A0"><v>1</v></c></row>' + LIST, codes=("", "broken")),
    _list(
        "行号过大.xlsx",
        LIST + '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
        codes=("", "broken", "too_much"),
    ),
    _list(
        "列号过大.xlsx",
        LIST + '<row r="4"><c r="ZZZZZZ4"><v>1</v></c></row>',
        codes=("", "broken", "too_much"),
    ),
    _list("地址小写.xlsx", '<row r="1"><c r="a1"><v>1</v></c></row>', codes=("", "broken")),
    _list("地址乱写.xlsx", '<row r="x"><c r="?!"><v>1</v></c></row>', codes=("", "broken", "only_empty")),
    Case(
        "表是utf16.xlsx",
        lambda: xlsx(sheet(LIST), put={"xl/worksheets/sheet1.xml": sheet(LIST, head="").encode("utf-16")}),
        codes=("", "broken", "only_empty"),
    ),
    Case(
        "表有签名.xlsx",
        lambda: xlsx(sheet(LIST), put={"xl/worksheets/sheet1.xml": b"\xef\xbb\xbf" + sheet(LIST).encode()}),
        cells=READ,
    ),
    Case(
        "表称latin1.xlsx",
        lambda: xlsx(sheet(LIST, head='<?xml version="1.0" encoding="ISO-8859-1"?>')),
        codes=("", "broken"),
    ),
    Case(
        "大写部件名.xlsx",
        lambda: zipped(
            {name.replace("worksheets", "Worksheets"): part for name, part in parts_of(sheet(LIST)).items()}
        ),
        codes=("", "broken"),
        cells=READ,
    ),
    Case(
        "反斜杠部件名.xlsx",
        lambda: zipped({name.replace("/", "\\"): part for name, part in parts_of(sheet(LIST)).items()}),
        codes=("", "broken"),
        cells=READ,
    ),
    _list(
        "斜线表头.xlsx",
        rows(("　　　　类别\n社区", "路灯", "井盖"), ("文化路社区", 3, 5)),
        cells={(1, 1): "　　　　类别\n社区"},
    ),
)

CASES = (*EXTENTS, *VALUES, *HIDDEN, *NAMES, *PARTS, *ODD)
