"""A sheet is laid out as it prints: its area, widths, merges, lines, fills, breaks, rows that come again."""

import pytest
import xlsxwriter

from gongjian.lib.typeset import book_setting


@pytest.fixture
def laid(tmp_path):
    """The pages of a workbook that the test draws."""

    def run(draw):
        path = tmp_path / "form.xlsx"
        book = xlsxwriter.Workbook(path)
        draw(book, book.add_worksheet("表"))
        book.close()
        return book_setting(path, day="2026-03-05")

    return run


def cells(part):
    return {"".join(run["t"] for run in one["r"]): one for one in part["cells"] if "r" in one}


def test_looks_of_letters_lines_fills_and_places_are_kept(laid):
    def draw(book, sheet):
        look = book.add_format({"bold": True, "font_size": 16, "font_color": "#C00000", "border": 2, "bg_color": "#FFEECC",
                                "align": "center", "valign": "top", "font_name": "宋体", "underline": 1})  # fmt: skip
        sheet.merge_range("A1:C2", "标题", look)
        sheet.write("A3", 0.5, book.add_format({"num_format": "0%"}))

    found = cells(laid(draw).data["pages"][0]["parts"][0])

    title = found["标题"]
    assert (title["w"], title["h"], title["a"], title["f"]) == (3, 2, ["center", "top"], "ffeecc")
    assert title["e"] == [[1.0, "solid", "000000"]] * 4
    assert title["r"][0] == {
        "t": "标题",
        "size": 16,
        "bold": True,
        "under": True,
        "colour": "c00000",
        "family": "宋体",
    }
    assert found["50%"]["a"] == ["right", "bottom"]


def test_the_page_is_as_it_was_set_and_shrunk_to_its_width(laid):
    def draw(book, sheet):
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.set_margins(left=1, right=1)
        sheet.fit_to_pages(1, 0)
        sheet.set_column("A:T", 20)
        sheet.write("T1", "末")
        sheet.set_footer("&L&D&C第 &P 页&R&A")

    page = laid(draw).data["pages"][0]

    assert round(page["width"]) == 1191 and round(page["margins"]["left"]) == 72
    assert sum(page["parts"][0]["columns"]) == pytest.approx(1191 - 144, abs=2)
    assert [one["t"] for one in page["footer"][0]] == ["2026-03-05"] and page["footer"][2][0]["t"] == "表"
    assert [one.get("field", one.get("t")) for one in page["footer"][1]] == ["第 ", "page", " 页"]


def test_heading_rows_come_again_after_a_break_and_titles_above_do_not(laid):
    def draw(book, sheet):
        for row, text in enumerate(("题", "头", "甲", "乙", "丙")):
            sheet.write(row, 0, text)
        sheet.repeat_rows(1, 1)
        sheet.set_h_pagebreaks([4])

    parts = laid(draw).data["pages"][0]["parts"]

    assert [(one["heads"], list(cells(one))) for one in parts] == [
        (0, ["题"]),
        (1, ["头", "甲", "乙"]),
        (1, ["头", "丙"]),
    ]
    assert [one["break"] for one in parts] == [False, False, True]


def test_hidden_rows_columns_and_sheets_and_what_lies_beside_the_print_area_stay_out(laid):
    def draw(book, sheet):
        for column in range(4):
            for row in range(4):
                sheet.write(row, column, f"{'甲乙丙丁'[column]}{row}")
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.print_area("A1:C3")
        other = book.add_worksheet("藏")
        other.write("A1", "藏")
        other.hide()

    pages = laid(draw).data["pages"]

    assert len(pages) == 1 and set(cells(pages[0]["parts"][0])) == {"甲0", "丙0", "甲2", "丙2"}


def test_a_long_text_runs_over_empty_neighbours_and_not_over_filled_ones(laid):
    def draw(book, sheet):
        sheet.write("A1", "填表人：张某某　　审核人：李某某")
        sheet.write("A2", "填表人：张某某　　审核人：李某某")
        sheet.write("B2", "邻")
        sheet.write("F1", "末")

    rows = [one for one in laid(draw).data["pages"][0]["parts"][0]["cells"] if "r" in one]

    assert rows[0]["w"] >= 3 and next(one for one in rows if one["y"] == 1)["w"] == 1


def test_formulas_of_other_sheets_are_computed_and_the_rest_is_named(laid, tmp_path):
    from gongjian.lib.xlsx import Filling, fill

    def draw(book, sheet):
        sheet.write_row("A1", [1, 2, 3])
        other = book.add_worksheet("汇 总")
        other.write_formula("A1", "=SUM(表!A1:C1)*2")
        other.write_formula("A2", "=SUMPRODUCT(表!A1:C1)")

    laid(draw)
    fill(tmp_path / "form.xlsx", tmp_path / "out.xlsx", sheets={"表": Filling(values={(1, 1): 5})})
    setting = book_setting(tmp_path / "out.xlsx", day="")

    assert list(cells(setting.data["pages"][1]["parts"][0])) == ["20"]
    assert [(one.code, one.place) for one in setting.losses] == [("formulas", "汇 总 A2")]
