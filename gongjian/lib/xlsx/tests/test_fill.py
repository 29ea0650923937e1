"""A form comes back filled, with every merged cell, formula, rule and print setting where a clerk expects it."""

import datetime as dt

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table
from python_calamine import CalamineWorkbook

from gongjian.lib.xlsx import Filling, Repeated, fill, look
from gongjian.lib.xlsx.tests.books import monthly, part_of, patched


def entries(number):
    return [
        {(0, 2): f"第{row}社区", (0, 3): f"=事{row}", (0, 4): row, (0, 5): 1.5}
        for row in range(1, number + 1)
    ]


@pytest.fixture
def filled(tmp_path):
    """The monthly form with one pattern row, filled with four entries."""
    form = monthly(tmp_path / "form.xlsx", rows=1)
    filling = Filling(values={(2, 1): "填报单位：花园路街道"}, repeated=[Repeated(5, entries(4))])
    fill(form, tmp_path / "out.xlsx", sheets={"月报": filling})
    return tmp_path / "out.xlsx"


def test_every_entry_has_a_row_that_looks_like_the_pattern(filled):
    sheet = load_workbook(filled)["月报"]

    assert [sheet.cell(row, 3).value for row in range(5, 9)] == ["=事1", "=事2", "=事3", "=事4"]
    assert {sheet.cell(row, 3).data_type for row in range(5, 9)} == {"s"}
    assert all(sheet.cell(row, 2).fill.fgColor.rgb == "FFFFC7CE" for row in range(5, 9))
    assert all(sheet.row_dimensions[row].height == 21 for row in range(5, 9))
    assert sheet["A2"].value == "填报单位：花园路街道"


def test_totals_merges_and_signatures_move_down(filled):
    sheet = load_workbook(filled)["月报"]

    assert sheet["A9"].value == "合计" and sheet["A11"].value == "填表人：　　　　审核人："
    assert "A9:C9" in {str(one) for one in sheet.merged_cells.ranges}
    assert [sheet.cell(row, 6).value for row in (5, 8, 9)] == ["=D5*E5", "=D8*E8", "=SUM(F5:F8)"]


def test_rules_print_area_chart_and_other_sheets_reach_over_all_rows(filled):
    book = load_workbook(filled)
    sheet = book["月报"]

    assert str(next(iter(sheet.conditional_formatting)).sqref) == "D5:D8"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "B5:B8"
    assert sheet.print_area == "'月报'!$A$1:$F$11" and sheet.print_title_rows == "$3:$4"
    assert sheet.auto_filter.ref == "A4:F8"
    assert book["汇总"]["B1"].value == "=SUM(月报!D5:D8)" and book["汇总"]["B2"].value == "='月报'!F9"
    assert "'月报'!$D$5:$D$8" in part_of(filled, "xl/charts/chart1.xml")
    assert sheet["C5"].comment.text == "请核对"


def test_results_are_there_for_viewers_that_do_not_compute(filled):
    rows = CalamineWorkbook.from_path(filled).get_sheet_by_name("月报").to_python(skip_empty_area=False)

    assert [row[5] for row in rows[4:8]] == [1.5, 3, 4.5, 6]
    assert (rows[8][3], rows[8][5]) == (10, 15)
    assert 'fullCalcOnLoad="1"' in part_of(filled, "xl/workbook.xml")


def test_an_empty_list_leaves_one_blank_row(tmp_path):
    form = monthly(tmp_path / "form.xlsx", rows=1)
    blank = {(0, column): None for column in (2, 3, 4, 5)}

    fill(form, tmp_path / "out.xlsx", sheets={"月报": Filling(repeated=[Repeated(5, [], blank=blank)])})

    sheet = load_workbook(tmp_path / "out.xlsx")["月报"]
    assert sheet["B5"].value is None and sheet["A6"].value == "合计" and sheet["F6"].value == "=SUM(F5:F5)"


def test_a_pattern_of_two_rows_with_a_merge_is_repeated_as_a_block(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.title = "单"
    sheet["A2"], sheet["B2"], sheet["B3"], sheet["A4"] = "号", "上", "下", "完"
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "form.xlsx")
    blocks = [{(0, 1): number, (0, 2): f"上{number}", (1, 2): f"下{number}"} for number in (1, 2)]

    fill(
        tmp_path / "form.xlsx",
        tmp_path / "out.xlsx",
        sheets={"单": Filling(repeated=[Repeated(2, blocks, height=2)])},
    )

    sheet = load_workbook(tmp_path / "out.xlsx")["单"]
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A2:A3", "A4:A5"}
    assert [sheet.cell(row, 2).value for row in range(2, 6)] == ["上1", "下1", "上2", "下2"] and sheet[
        "A6"
    ].value == "完"


def test_a_running_total_counts_from_the_first_row(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet["A2"], sheet["B2"], sheet["B3"] = 1, "=SUM(A$2:A2)", "=SUM(A2)"
    book.save(tmp_path / "form.xlsx")
    values = [{(0, 1): number} for number in (5, 6, 7)]

    fill(
        tmp_path / "form.xlsx",
        tmp_path / "out.xlsx",
        sheets={sheet.title: Filling(repeated=[Repeated(2, values)])},
    )

    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert [sheet.cell(row, 2).value for row in range(2, 6)] == [
        "=SUM(A$2:A2)",
        "=SUM(A$2:A3)",
        "=SUM(A$2:A4)",
        "=SUM(A2:A4)",
    ]
    assert [
        row[1] for row in CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_index(0).to_python()
    ] == [5, 11, 18, 18]


def test_a_table_grows_with_its_rows(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["甲", "乙"])
    sheet.append(["x", 1])
    sheet.add_table(Table(displayName="清单", ref="A1:B2"))
    book.save(tmp_path / "form.xlsx")

    fill(tmp_path / "form.xlsx", tmp_path / "out.xlsx",
         sheets={sheet.title: Filling(repeated=[Repeated(2, [{(0, 2): 1}, {(0, 2): 2}, {(0, 2): 3}])])})  # fmt: skip

    assert load_workbook(tmp_path / "out.xlsx").active.tables["清单"].ref == "A1:B4"


def test_days_and_rare_characters_arrive_whole(tmp_path):
    form = monthly(tmp_path / "form.xlsx", rows=1)
    values = {
        (2, 1): "𠮷野家 䶮\x00\x0b",
        (2, 4): dt.date(2026, 3, 5),
        (30, 1): dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC),
    }

    fill(form, tmp_path / "out.xlsx", sheets={"月报": Filling(values=values)})

    sheet = load_workbook(tmp_path / "out.xlsx")["月报"]
    assert (sheet["A2"].value, sheet["D2"].value, sheet["A30"].value) == ("𠮷野家 䶮", 46086, 46086.5)


def test_a_form_is_seen_with_its_texts_formulas_and_merges(tmp_path):
    form, totals = look(monthly(tmp_path / "form.xlsx", rows=1))

    assert (form.name, form.texts[3, 4], form.formulas[6, 6]) == ("月报", "办理情况", "SUM(F5:F5)")
    assert len(form.merges) == 6 and (4, 4) in form.boxed and totals.visible


def test_two_sheets_are_filled_in_one_go(tmp_path):
    form = monthly(tmp_path / "form.xlsx", rows=1)

    fill(form, tmp_path / "out.xlsx",
         sheets={"月报": Filling(repeated=[Repeated(5, entries(3))]), "汇总": Filling(values={(1, 3): "核"})})  # fmt: skip

    book = load_workbook(tmp_path / "out.xlsx")
    assert book["汇总"]["B1"].value == "=SUM(月报!D5:D7)" and book["汇总"]["C1"].value == "核"


def test_results_that_are_out_of_date_are_taken_out(tmp_path):
    form = monthly(tmp_path / "form.xlsx", rows=1)
    patched(
        form,
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace("<f>D5*E5</f>", "<f>VLOOKUP(D5,A1:B2,2)</f>"),
    )

    fill(form, tmp_path / "out.xlsx", sheets={"月报": Filling(repeated=[Repeated(5, entries(2))])})

    assert "VLOOKUP(D6,A1:B2,2)</f></c>" in part_of(tmp_path / "out.xlsx", "xl/worksheets/sheet1.xml")


def test_other_sheets_carry_no_result_of_before(tmp_path):
    source, target = monthly(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    patched(
        source,
        "xl/worksheets/sheet2.xml",
        lambda xml: xml.replace("<v></v>", "<v>7</v>").replace("<v />", "<v>7</v>"),
    )
    assert "<v>7</v>" in part_of(source, "xl/worksheets/sheet2.xml")

    fill(source, target, sheets={"月报": Filling({(5, 4): 40})})

    assert "<v>7</v>" not in part_of(target, "xl/worksheets/sheet2.xml")
    assert load_workbook(target)["汇总"]["B1"].value == "=SUM(月报!D5:D10)"


def test_a_long_text_is_not_cut_by_a_height_that_only_fitted_the_mark(tmp_path):
    form = monthly(tmp_path / "a.xlsx", rows=1)
    fill(form, tmp_path / "by-hand.xlsx", sheets={"月报": Filling(repeated=[Repeated(5, entries(2))])})
    patched(
        form,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace('ht="21" customHeight="1"', 'ht="21"').replace(
            'customHeight="1" ht="21"', 'ht="21"'
        ),
    )
    fill(form, tmp_path / "fitted.xlsx", sheets={"月报": Filling(repeated=[Repeated(5, entries(2))])})

    heights = {name: [load_workbook(tmp_path / f"{name}.xlsx")["月报"].row_dimensions[row].height for row in (5, 6)]
               for name in ("by-hand", "fitted")}  # fmt: skip
    assert heights == {"by-hand": [21, 21], "fitted": [None, None]}
