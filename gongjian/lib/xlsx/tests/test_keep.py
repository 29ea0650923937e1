"""The rows that stayed out come back looking as they did, each with its reason."""

import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table
from python_calamine import CalamineWorkbook

from gongjian.lib.xlsx import BadWorkbook, keep_rows
from gongjian.lib.xlsx.tests.books import monthly, part_of, patched

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def kept(tmp_path):
    """Rows 6 and 9 of a monthly report."""
    source, target = monthly(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    notes = {6: "第6行：社区名称对不上", 9: "=件数不是数字"}
    keep_rows(source, target, sheet="月报", keep=[6, 9], notes=notes, heading_rows=4, note_title="未导入原因")
    return target


def test_clerk_sees_why_each_row_stayed_out(kept):
    rows = CalamineWorkbook.from_path(kept).get_sheet_by_name("月报").to_python(skip_empty_area=False)

    assert rows[3][6] == "未导入原因"
    assert [(row[2], row[6]) for row in rows[4:]] == [
        ("事项2", "第6行：社区名称对不上"),
        ("事项5", "=件数不是数字"),
    ]


def test_titles_merges_heights_and_colours_stay(kept):
    sheet = load_workbook(kept)["月报"]

    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:F1", "D3:F3", "A3:A4", "B3:B4", "C3:C4"}
    assert sheet["A1"].font.size == 18 and sheet.row_dimensions[1].height == 33
    assert sheet.row_dimensions[6].height == 21 and sheet["E6"].number_format == "0.00"
    assert sheet["B6"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet.column_dimensions["C"].width == 40 and sheet.column_dimensions["G"].width == 44


def test_formulas_rules_names_and_print_settings_follow_their_rows(kept):
    book = load_workbook(kept)
    sheet = book["月报"]

    assert [sheet["F5"].value, sheet["F6"].value] == ["=D5*E5", "=D6*E6"]
    assert str(next(iter(sheet.conditional_formatting)).sqref) == "D5:D6"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "B5:B6"
    assert sheet.auto_filter.ref == "A4:F6" and sheet.freeze_panes == "A5"
    assert sheet.print_area == "'月报'!$A$1:$G$6" and sheet.page_setup.orientation == "landscape"
    assert book["汇总"]["B1"].value == "=SUM(月报!D5:D6)"
    assert book.defined_names["件数"].attr_text == "'月报'!$D$5:$D$6"
    assert sheet["C5"].comment.text == "请核对"
    assert "'月报'!$D$5:$D$6" in part_of(kept, "xl/charts/chart1.xml")


def test_texts_and_addresses_of_rows_taken_out_are_in_no_part_of_the_file(tmp_path):
    source, target = monthly(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    book = load_workbook(source)
    book["月报"]["C7"].hyperlink, book["月报"]["C6"].hyperlink = (
        "mailto:gone@example.org",
        "mailto:stays@example.org",
    )
    book["汇总"]["D1"] = "事项4"
    book.save(source)

    keep_rows(source, target, sheet="月报", keep=[6], notes={}, heading_rows=4, note_title="原因")

    with zipfile.ZipFile(target) as parts:
        everything = "".join(parts.read(name).decode() for name in parts.namelist())
    assert "事项3" not in everything and "5号社区" not in everything and "gone@example" not in everything
    assert "stays@example" in everything
    shown = CalamineWorkbook.from_path(target)
    assert shown.get_sheet_by_name("月报").to_python(skip_empty_area=False)[4][1:3] == ["2号社区", "事项2"]
    assert shown.get_sheet_by_name("汇总").to_python(skip_empty_area=False)[0][3] == "事项4"
    assert load_workbook(target)["月报"]["C5"].hyperlink.target == "mailto:stays@example.org"


def test_a_note_that_looks_like_a_formula_is_a_text(kept):
    assert load_workbook(kept)["月报"]["G6"].data_type == "s"


def test_untouched_parts_are_the_same_bytes(tmp_path, kept):
    same = ["xl/theme/theme1.xml", "docProps/core.xml"]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(kept) as new:
        assert [new.read(name) for name in same] == [old.read(name) for name in same]


def test_shared_formulas_are_written_out(tmp_path):
    source = monthly(tmp_path / "a.xlsx")
    patched(
        source,
        SHEET,
        lambda text: text.replace("<f>D5*E5</f>", '<f t="shared" ref="F5:F10" si="0">D5*E5</f>'),
    )
    for row in range(6, 11):
        patched(
            source,
            SHEET,
            lambda text, row=row: text.replace(f"<f>D{row}*E{row}</f>", '<f t="shared" si="0"/>'),
        )

    keep_rows(
        source, tmp_path / "b.xlsx", sheet="月报", keep=[7, 10], notes={}, heading_rows=4, note_title="原因"
    )

    sheet = load_workbook(tmp_path / "b.xlsx")["月报"]
    assert [sheet["F5"].value, sheet["F6"].value] == ["=D5*E5", "=D6*E6"]


def test_a_value_merged_over_rows_stands_in_the_first_row_left(tmp_path):
    book = Workbook()
    sheet = book.active
    for row, values in enumerate([("社区", "事项"), ("花园社区", "甲"), (None, "乙"), (None, "丙")], start=1):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column, value)
    sheet.merge_cells("A2:A4")
    book.save(tmp_path / "a.xlsx")

    keep_rows(
        tmp_path / "a.xlsx",
        tmp_path / "b.xlsx",
        sheet=sheet.title,
        keep=[3, 4],
        notes={},
        heading_rows=1,
        note_title="原因",
    )

    kept = load_workbook(tmp_path / "b.xlsx").active
    assert kept["A2"].value == "花园社区" and str(next(iter(kept.merged_cells.ranges))) == "A2:A3"


def test_a_formula_whose_cells_are_gone_leaves_its_result(tmp_path):
    source = monthly(tmp_path / "a.xlsx")
    patched(source, SHEET, lambda text: text.replace("<f>D9*E9</f><v></v>", "<f>D8+E9</f><v>10.5</v>").replace(
        "<f>D9*E9</f><v/>", "<f>D8+E9</f><v>10.5</v>"))  # fmt: skip

    keep_rows(
        source, tmp_path / "b.xlsx", sheet="月报", keep=[9], notes={}, heading_rows=4, note_title="原因"
    )

    assert load_workbook(tmp_path / "b.xlsx")["月报"]["F5"].value == 10.5


def test_a_table_shrinks_or_goes_with_its_rows(tmp_path):
    book = Workbook()
    sheet = book.active
    for row in range(1, 6):
        sheet.append([f"列{row}", f"值{row}"] if row > 1 else ["甲", "乙"])
    sheet.add_table(Table(displayName="清单", ref="A1:B5"))
    book.save(tmp_path / "a.xlsx")

    for keep, expected in ([3, 4], ["A1:B3"]), ([], []):
        keep_rows(
            tmp_path / "a.xlsx",
            tmp_path / "b.xlsx",
            sheet=sheet.title,
            keep=keep,
            notes={},
            heading_rows=1,
            note_title="因",
        )
        assert [table.ref for table in load_workbook(tmp_path / "b.xlsx").active.tables.values()] == expected


def test_a_row_that_holds_nothing_still_carries_its_note(tmp_path):
    source = monthly(tmp_path / "a.xlsx")

    keep_rows(source, tmp_path / "b.xlsx", sheet="月报", keep=[8, 12, 90], notes={12: "空行", 90: "末行"}, heading_rows=4,
              note_title="原因")  # fmt: skip

    sheet = load_workbook(tmp_path / "b.xlsx")["月报"]
    assert [sheet.cell(row, 7).value for row in (5, 6, 7)] == [None, "空行", "末行"]


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "not_xlsx"), (b"\xd0\xcf\x11\xe0abc", "old_xls"), (b"PK\x03\x04rest", "broken")]
)
def test_what_is_no_workbook_is_told_apart(tmp_path, data, code):
    (tmp_path / "a.xlsx").write_bytes(data)

    with pytest.raises(BadWorkbook) as found:
        keep_rows(
            tmp_path / "a.xlsx",
            tmp_path / "b.xlsx",
            sheet="x",
            keep=[],
            notes={},
            heading_rows=1,
            note_title="x",
        )

    assert found.value.code == code


def test_a_bomb_and_a_document_type_are_not_opened(tmp_path):
    bomb = monthly(tmp_path / "a.xlsx")
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/big.bin", b"0" * 30_000_000)
    entity = '<!DOCTYPE worksheet [<!ENTITY a "b"><!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet'
    typed = patched(monthly(tmp_path / "c.xlsx"), SHEET, lambda text: text.replace("<worksheet", entity, 1))

    for path, code in (bomb, "bomb"), (typed, "unsafe"):
        with pytest.raises(BadWorkbook) as found:
            keep_rows(
                path, tmp_path / "b.xlsx", sheet="月报", keep=[5], notes={}, heading_rows=4, note_title="x"
            )
        assert found.value.code == code


def test_a_sheet_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadWorkbook, match="no sheet called “年报”"):
        keep_rows(monthly(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", sheet="年报", keep=[], notes={}, heading_rows=1,
                  note_title="x")  # fmt: skip
