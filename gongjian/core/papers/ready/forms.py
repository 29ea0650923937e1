"""Forms in Excel as a district sends them: titles over merged cells, headings in three rows, totals, a chart, a signature."""

import io
from collections.abc import Sequence
from typing import Any

from gongjian.lib.new_book import new_book

COLUMNS = ("序号", "编号", "事项", "区域", "承办单位", "登记时间", "到期", "状态", "点赞")


def monthly_report() -> bytes:
    """群众诉求办理情况月报表: what came in this month row by row, totals, and a sheet of counts with a chart."""
    out = io.BytesIO()
    book = new_book(out, {"in_memory": True, "strings_to_formulas": False})
    looks = _looks(book)
    sheet = _page(book, "月报表", "群众诉求办理情况月报表", looks)
    sheet.write("A3", "{{筛选 诉求: 登记时间=本月}}", looks["small"])
    marks = ["{{序号}}", *(f"{{{{诉求.{name}}}}}" for name in COLUMNS[1:])]
    _row(sheet, 6, marks, looks["cell"])
    for blank in range(7, 12):
        _row(sheet, blank, [""] * len(COLUMNS), looks["cell"])
    sheet.merge_range("A13:G13", "合计", looks["head"])
    sheet.write_formula("H13", "=COUNTA(B7:B12)", looks["head"])
    sheet.write_formula("I13", "=SUM(I7:I12)", looks["head"])
    sheet.write(
        "A15", "填表人：{{填表人}}　　　　审核人：　　　　　　填报日期：{{今天 yyyy年m月d日}}", looks["plain"]
    )
    sheet.conditional_format(
        "H7:H12", {"type": "text", "criteria": "containing", "value": "办结", "format": looks["good"]}
    )
    sheet.print_area("A1:I15")
    _counts(book, looks)
    book.close()
    return out.getvalue()


def community_table() -> bytes:
    """各社区诉求统计表: one row per community with counts by state, and shares by formula."""
    out = io.BytesIO()
    book = new_book(out, {"in_memory": True, "strings_to_formulas": False})
    looks = _looks(book)
    sheet = book.add_worksheet("统计表")
    sheet.merge_range("A1:F1", "{{单位}}各社区诉求办理统计表（{{本月}}）", looks["title"])
    heads = ("区域", "受理件", "办结件", "超期件", "办结率", "点赞")
    _row(sheet, 1, heads, looks["head"])
    marks = ("{{诉求 按 区域}}", "{{计数}}", "{{计数: 状态=已办结}}", "{{计数: 计时=超期}}")
    _row(sheet, 2, marks, looks["cell"])
    sheet.write_formula("E3", "=IF(B3=0,0,C3/B3)", looks["share"])
    sheet.write("F3", "{{合计 点赞}}", looks["cell"])
    sheet.write("A4", "合计", looks["head"])
    for letter in "BCDF":
        sheet.write_formula(f"{letter}4", f"=SUM({letter}3:{letter}3)", looks["head"])
    sheet.write_formula("E4", "=IF(B4=0,0,C4/B4)", looks["share"])
    sheet.set_column("A:A", 22)
    sheet.set_column("B:F", 10)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": "受理件", "categories": "=统计表!$A$3:$A$3", "values": "=统计表!$B$3:$B$3"})
    sheet.insert_chart("H2", chart)
    book.close()
    return out.getvalue()


def unmarked_form() -> bytes:
    """A form of a higher office as it came: no mark in it yet."""
    out = io.BytesIO()
    book = new_book(out, {"in_memory": True})
    looks = _looks(book)
    sheet = _page(book, "Sheet1", "XX区社会治理重点诉求台账（    年   月）", looks, marked=False)
    for blank in range(6, 12):
        _row(sheet, blank, [""] * len(COLUMNS), looks["cell"])
    _row(sheet, 12, ["合计", *[""] * (len(COLUMNS) - 1)], looks["head"])
    sheet.write_formula("H13", "=COUNTA(B7:B12)", looks["head"])
    sheet.write("A14", "填表人：　　　　　　审核人：　　　　　　填报日期：　　年　月　日", looks["plain"])
    book.close()
    return out.getvalue()


def _page(book: Any, name: str, title: str, looks: dict[str, Any], *, marked: bool = True) -> Any:
    sheet = book.add_worksheet(name)
    sheet.merge_range("A1:I1", title, looks["title"])
    sheet.merge_range("A2:D2", "填报单位：{{单位}}" if marked else "填报单位：", looks["plain"])
    sheet.write("H2", "{{本月}}" if marked else "", looks["plain"])
    sheet.set_row(0, 33)
    for column, head in ((0, "序号"), (1, "诉求编号"), (2, "反映事项"), (8, "点赞")):
        sheet.merge_range(3, column, 5, column, head, looks["head"])
    sheet.merge_range("D4:E4", "归属", looks["head"])
    sheet.merge_range("F4:H4", "办理情况", looks["head"])
    for column, head in ((3, "所属区域"), (4, "承办单位"), (5, "登记时间"), (6, "到期"), (7, "办理状态")):
        sheet.merge_range(4, column, 5, column, head, looks["head"])
    for column, width in enumerate((6, 14, 34, 16, 16, 17, 17, 12, 8)):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3, 5)
    sheet.freeze_panes(6, 0)
    sheet.set_footer("&C第 &P 页　共 &N 页")
    return sheet


def _counts(book: Any, looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet("汇总")
    sheet.merge_range("A1:B1", "本月汇总", looks["title"])
    facts = (
        ("受理件", "{{计数 诉求}}"), ("已办结", "{{计数 诉求: 状态=已办结}}"), ("在办", "{{计数 诉求: 状态=在办、待复查、待签收}}"),
        ("超期", "{{计数 诉求: 计时=超期}}"), ("按时办结率（%）", "{{指标 按时办结率}}"),
    )  # fmt: skip
    for row, (label, mark) in enumerate(facts, start=1):
        sheet.write(row, 0, label, looks["head"])
        sheet.write(row, 1, mark, looks["cell"])
    sheet.write("A8", "办结占比", looks["head"])
    sheet.write_formula("B8", "=IF(B2=0,0,B3/B2)", looks["share"])
    sheet.write("A9", "月报表行数", looks["head"])
    sheet.write_formula("B9", "=COUNTA(月报表!B7:B12)", looks["cell"])
    sheet.set_column("A:A", 18)
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"categories": "=汇总!$A$2:$A$5", "values": "=汇总!$B$2:$B$5", "name": "件数"})
    sheet.insert_chart("D2", chart)


def _looks(book: Any) -> dict[str, Any]:
    centred = {"align": "center", "valign": "vcenter", "font_name": "宋体"}
    boxed = {**centred, "border": 1, "text_wrap": True}
    return {
        "title": book.add_format({**centred, "font_name": "黑体", "font_size": 18, "bold": True}),
        "plain": book.add_format({"font_name": "宋体"}),
        "small": book.add_format({"font_name": "宋体", "font_size": 8}),
        "head": book.add_format({**boxed, "bold": True, "bg_color": "#F2EFEA"}),
        "cell": book.add_format({**boxed}),
        "share": book.add_format({**boxed, "num_format": "0.0%"}),
        "good": book.add_format({"font_color": "#1F6B3A"}),
    }


def _row(sheet: Any, row: int, values: Sequence[str], look: Any) -> None:
    for column, value in enumerate(values):
        if value:
            sheet.write_string(row, column, value, look)
        else:
            sheet.write_blank(row, column, None, look)
