"""Workbooks as offices keep them, for the tests: titles, merged cells, formulas, rules, remarks, charts, a table."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
RED = PatternFill("solid", fgColor="FFFFC7CE")
HEADS = ("序号", "社区", "事项", "件数", "单价", "金额")


def monthly(path: Path, *, rows: int = 6) -> Path:
    """Title over A1:F1, headings in rows 3 and 4, data from row 5, a total below, a signature line, a chart beside, a
    second sheet that adds up the first."""
    book = Workbook()
    sheet = book.active
    sheet.title = "月报"
    _head(sheet)
    last = 4 + rows
    for row in range(5, last + 1):
        _row(sheet, row)
    sheet[f"A{last + 1}"] = "合计"
    sheet.merge_cells(f"A{last + 1}:C{last + 1}")
    sheet[f"D{last + 1}"] = f"=SUM(D5:D{last})"
    sheet[f"F{last + 1}"] = f"=SUM(F5:F{last})"
    sheet[f"A{last + 3}"] = "填表人：　　　　审核人："
    _rules(sheet, last)
    other = book.create_sheet("汇总")
    other["A1"], other["B1"] = "件数合计", f"=SUM(月报!D5:D{last})"
    other["B2"] = f"='月报'!F{last + 1}"
    book.defined_names["件数"] = DefinedName("件数", attr_text=f"'月报'!$D$5:$D${last}")
    book.save(path)
    return path


def _head(sheet) -> None:
    sheet["A1"] = "XX街道群众诉求办理情况月报表"
    sheet.merge_cells("A1:F1")
    sheet["A1"].font = Font(size=18, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.row_dimensions[1].height = 33
    sheet["A2"] = "填报单位："
    sheet.merge_cells("D3:F3")
    sheet["D3"] = "办理情况"
    for column, name in enumerate(HEADS, start=1):
        cell = sheet.cell(4 if column > 3 else 3, column, name)
        cell.font, cell.border = Font(bold=True), BOX
        sheet.cell(4, column).border = BOX
    for column in "ABC":
        sheet.merge_cells(f"{column}3:{column}4")
    sheet.column_dimensions["C"].width = 40


def _row(sheet, row: int) -> None:
    values = (row - 4, f"{row - 4}号社区", f"事项{row - 4}", row, 2.5, f"=D{row}*E{row}")
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column, value)
        cell.border = BOX
    sheet.cell(row, 5).number_format = "0.00"
    sheet.row_dimensions[row].height = 21
    if row % 2:
        sheet.cell(row, 2).fill = RED


def _rules(sheet, last: int) -> None:
    sheet.conditional_formatting.add(
        f"D5:D{last}", CellIsRule(operator="greaterThan", formula=["7"], fill=RED)
    )
    choice = DataValidation(type="list", formula1='"是,否"')
    choice.add(f"B5:B{last}")
    sheet.add_data_validation(choice)
    sheet.cell(min(6, last), 3).comment = Comment("请核对", "科长")
    sheet.auto_filter.ref = f"A4:F{last}"
    sheet.print_area = f"A1:F{last + 3}"
    sheet.print_title_rows = "3:4"
    sheet.page_setup.orientation = "landscape"
    sheet.freeze_panes = "A5"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=5, max_row=last))
    chart.set_categories(Reference(sheet, min_col=2, min_row=5, max_row=last))
    sheet.add_chart(chart, f"H{last + 6}")


def patched(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The workbook with the text of one part changed by hand."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def part_of(path: Path, part: str) -> str:
    """A part's text."""
    with zipfile.ZipFile(path) as book:
        return book.read(part).decode()
