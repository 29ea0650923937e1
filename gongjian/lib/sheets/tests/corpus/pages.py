"""Web pages and XML called .xls, and the tables of LibreOffice (.ods)."""

from gongjian.lib.sheets.tests.corpus.case import Case
from gongjian.lib.sheets.tests.corpus.makers import HEAD, zipped

ROWS = (
    "<tr><th>编号</th><th>姓名</th><th>事项</th></tr><tr><td>1</td><td>张三</td><td>路灯不亮</td></tr>"
    "<tr><td>2</td><td>李四</td><td>井盖松动</td></tr>"
)
READ = {(1, 1): "编号", (2, 2): "张三", (3, 3): "井盖松动"}
SS = "urn:schemas-microsoft-com:office:spreadsheet"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def _page(body: str, *, head: str = "", encoding: str = "utf-8") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding)


def _table(name: str, rows: str = ROWS, *, head: str = "", encoding: str = "utf-8", **how: object) -> Case:
    return Case(name, lambda: _page(f"<table>{rows}</table>", head=head, encoding=encoding), **how)  # type: ignore[arg-type]


def _xml(rows: str, *, before: str = "", name: str = "台账", options: str = "") -> bytes:
    body = f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{options}</Worksheet>'
    return f'<?xml version="1.0"?>{before}<Workbook xmlns="{SS}" xmlns:ss="{SS}">{body}</Workbook>'.encode()


def _line(*values: object, attributes: str = "") -> str:
    cells = "".join(
        f'<Cell><Data ss:Type="{"Number" if isinstance(one, int) else "String"}">{one}</Data></Cell>'
        for one in values
    )
    return f"<Row{attributes}>{cells}</Row>"


LINES = _line("编号", "姓名", "事项") + _line(1, "张三", "路灯不亮") + _line(2, "李四", "井盖松动")


def _mhtml() -> bytes:
    page = _page(f"<table>{ROWS}</table>").decode()
    return (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + page
        + "\r\n--b--\r\n"
    ).encode()


def ods_cell(value: object, *, extra: str = "") -> str:
    if value is None:
        return f"<table:table-cell{extra}/>"
    if isinstance(value, int):
        return f'<table:table-cell office:value-type="float" office:value="{value}"{extra}><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"{extra}><text:p>{value}</text:p></table:table-cell>'


def ods_row(*values: object, extra: str = "") -> str:
    return f"<table:table-row{extra}>{''.join(map(ods_cell, values))}</table:table-row>"


def ods(
    body: str,
    *,
    before: str = "",
    styles: str = "",
    extra: str = "",
    manifest: str = "",
    drop: tuple[str, ...] = (),
) -> bytes:
    content = (
        f'{HEAD}{before}<office:document-content xmlns:office="{OFFICE}" xmlns:table="{TABLE}" xmlns:text="{TEXT}" xmlns:style="{STYLE}">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="台账"{extra}>{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    listed = f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{manifest}</manifest:manifest>'
    parts = {"mimetype": MIME, "content.xml": content, "META-INF/manifest.xml": listed}
    return zipped({name: part for name, part in parts.items() if name not in drop})


ODS = ods_row("编号", "姓名", "事项") + ods_row(1, "张三", "路灯不亮") + ods_row(2, "李四", "井盖松动")
ODS_READ = READ | {(2, 1): 1}
FILLED = ods_cell("满", extra=' table:number-columns-repeated="16384"')
HIDDEN = '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'

PAGES = (
    _table("网页.xls", cells=READ, notes=("mislabelled",)),
    _table(
        "网页gbk.xls",
        head='<meta http-equiv="Content-Type" content="text/html; charset=gb2312">',
        encoding="gb18030",
        cells=READ,
    ),
    _table("网页编码说错.xls", head='<meta charset="utf-8">', encoding="gb18030", cells=READ),
    _table("网页utf16.xls", encoding="utf-16", cells=READ),
    _table(
        "网页没关标签.xls",
        "<tr><td>编号<td>姓名<td>事项<tr><td>1<td>张三<td>路灯不亮<tr><td>2<td>李四<td>井盖松动",
        cells=READ,
    ),
    _table("网页跨列.xls", f"<tr><td colspan=3>台账</td></tr>{ROWS}", cells={(1, 1): "台账", (3, 2): "张三"}),
    _table(
        "网页跨行.xls",
        "<tr><td rowspan=2>城建</td><td>路灯</td></tr><tr><td>井盖</td></tr>",
        cells={(2, 1): "城建", (2, 2): "井盖"},
    ),
    _table(
        "网页跨列炸弹.xls",
        "<tr><td colspan=999999999>台账</td><td colspan=99999999999999>x</td></tr>" + ROWS,
        cells={(1, 1): "台账"},
    ),
    _table(
        "网页跨行炸弹.xls",
        "<tr>" + "<td rowspan=65535>x</td>" * 400 + "</tr>" + "<tr></tr><tr><td>y</td></tr>" * 300,
        cells={(1, 1): "x"},
    ),
    _table(
        "网页脚本.xls",
        "<tr><td>编号<script>alert(1)</script></td></tr><tr><td><img src=http://127.0.0.1:9/x onerror=alert(1)>1</td></tr>",
        cells={(1, 1): "编号", (2, 1): "1"},
    ),
    _table("网页换行.xls", "<tr><td>第一行<br>第二\n行</td></tr>", cells={(1, 1): "第一行\n第二 行"}),
    _table(
        "网页空格.xls",
        "<tr><td>&nbsp;张三&nbsp;</td><td>&amp;&lt;&gt;</td></tr>",
        cells={(1, 1): "张三", (1, 2): "&<>"},
    ),
    Case(
        "网页套表.xls", lambda: _page(f"<table><tr><td><table>{ROWS}</table></td></tr></table>"), cells=READ
    ),
    Case(
        "网页一百表.xls",
        lambda: _page(f"<table>{ROWS}</table>" * 100),
        cells=READ,
        sheets=100,
        notes=("several_tables",),
    ),
    Case("网页无表.xls", lambda: _page("<p>登录已过期，请重新登录</p>"), "not_a_workbook"),
    Case("网页空表.xls", lambda: _page("<table><tr><td></td></tr></table>"), "only_empty"),
    Case(
        "网页实体.xls",
        lambda: (
            b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            + _page("<table><tr><td>甲&e;</td></tr></table>")
        ),
        codes=("", "dangerous"),
    ),
    Case(
        "网页深层.xls",
        lambda: _page("<div>" * 20_000 + f"<table>{ROWS}</table>"),
        codes=("", "broken", "not_a_workbook"),
    ),
    Case(
        "网页套万层表.xls",
        lambda: _page("<table><tr><td>" * 3000),
        codes=("only_empty", "broken", "not_a_workbook"),
    ),
    Case("单文件网页.xls", _mhtml, cells=READ, notes=("mislabelled",)),
    Case(
        "单文件网页坏.mht",
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n",
        "not_a_workbook",
    ),
)

XML = (
    Case("XML表格.xls", lambda: _xml(LINES), cells=READ | {(2, 1): 1}, notes=("mislabelled",)),
    Case(
        "XML跳行.xls", lambda: _xml(_line("编号") + _line(1, attributes=' ss:Index="5"')), cells={(5, 1): 1}
    ),
    Case(
        "XML跳到天边.xls",
        lambda: _xml(
            _line("编号")
            + _line(1, attributes=' ss:Index="99999999"')
            + '<Row><Cell ss:Index="9999999"><Data ss:Type="Number">1</Data></Cell></Row>'
        ),
        cells={(1, 1): "编号"},
    ),
    Case(
        "XML合并.xls",
        lambda: _xml(
            '<Row><Cell ss:MergeDown="1"><Data ss:Type="String">城建</Data></Cell>'
            '<Cell><Data ss:Type="String">路灯</Data></Cell></Row>'
            '<Row><Cell ss:Index="2"><Data ss:Type="String">井盖</Data></Cell></Row>'
        ),
        cells={(2, 1): "城建", (2, 2): "井盖"},
    ),
    Case(
        "XML数字乱写.xls",
        lambda: _xml(
            '<Row><Cell><Data ss:Type="Number">abc</Data></Cell><Cell><Data ss:Type="DateTime">昨天</Data></Cell></Row>'
        ),
        cells={(1, 1): "abc", (1, 2): "昨天"},
    ),
    Case(
        "XML隐藏行.xls",
        lambda: _xml(_line("编号") + _line(1, attributes=' ss:Hidden="1"')),
        cells={(2, 1): 1},
        notes=("hidden_rows",),
    ),
    Case(
        "XML实体.xls",
        lambda: _xml(LINES, before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        "dangerous",
    ),
    Case("XML截断.xls", lambda: _xml(LINES)[:-80], "broken"),
    Case("XML空.xls", lambda: _xml(""), "only_empty"),
)

SPANNED = (
    '<table:table-row><table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>城建</text:p>'
    f"</table:table-cell>{ods_cell('路灯')}</table:table-row>"
    f'<table:table-row table:visibility="filter"><table:covered-table-cell/>{ods_cell("井盖")}</table:table-row>'
)

OPEN = (
    Case(
        "开放合并与筛选.ods",
        lambda: ods(SPANNED),
        cells={(2, 1): "城建", (2, 2): "井盖"},
        notes=("hidden_rows",),
    ),
    Case("开放格式.ods", lambda: ods(ODS), cells=ODS_READ),
    Case("开放格式改名.xlsx", lambda: ods(ODS), cells=ODS_READ, notes=("mislabelled",)),
    Case(
        "开放重复空列.ods",
        lambda: ods(
            ODS.replace(
                "</table:table-row>",
                '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>',
            )
        ),
        cells=ODS_READ,
    ),
    Case(
        "开放重复空行.ods",
        lambda: ods(ODS + ods_row(None, extra=' table:number-rows-repeated="1048573"')),
        cells=ODS_READ,
    ),
    Case(
        "开放重复满行.ods",
        lambda: ods(
            ODS + f'<table:table-row table:number-rows-repeated="1048573">{FILLED}</table:table-row>'
        ),
        codes=("too_much", "bomb", "broken", ""),
    ),
    Case(
        "开放重复巨数.ods",
        lambda: ods(ODS + ods_row("x", extra=' table:number-rows-repeated="99999999999"')),
        codes=("too_much", "bomb", "broken", ""),
    ),
    Case(
        "开放隐藏表.ods",
        lambda: ods(ODS, styles=HIDDEN, extra=' table:style-name="ta1"'),
        cells=ODS_READ,
        notes=("hidden_sheet",),
    ),
    Case(
        "开放加密.ods",
        lambda: ods(
            ODS,
            manifest='<manifest:file-entry><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>',
        ),
        "encrypted",
    ),
    Case("开放实体.ods", lambda: ods(ODS, before='<!DOCTYPE x [<!ENTITY e "x">]>'), "dangerous"),
    Case("开放缺内容.ods", lambda: ods(ODS, drop=("content.xml",)), "broken"),
    Case("开放空.ods", lambda: ods(""), "only_empty"),
    Case("开放截断.ods", lambda: ods(ODS)[:-200], "broken"),
    Case(
        "开放文字.ods",
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": HEAD}),
        "not_a_workbook",
    ),
)

CASES = (*PAGES, *XML, *OPEN)
