"""A Word file comes back with new texts in place of old ones, and nothing else in it is touched."""

import io
import zipfile

import pytest
from docx import Document
from docx.shared import Pt

from gongjian.lib.docx import Block, Letter
from gongjian.lib.xlsx import BadWorkbook


@pytest.fixture
def opened(tmp_path):
    """A document that the test writes, opened."""

    def run(write):
        document = Document()
        write(document)
        document.save(tmp_path / "a.docx")
        return Letter(tmp_path / "a.docx")

    return run


def saved(letter, tmp_path):
    with letter:
        letter.write(tmp_path / "b.docx")
    return Document(tmp_path / "b.docx")


def test_paragraphs_of_body_tables_and_headers_are_numbered(opened):
    def write(document):
        document.add_paragraph("第一段")
        document.add_table(rows=1, cols=2).cell(0, 1).text = "格"
        document.sections[0].header.paragraphs[0].text = "眉"

    with opened(write) as letter:
        assert [(one.number, one.row, one.text) for one in letter.paragraphs(letter.main_part)] == [
            (1, 0, "第一段"), (2, 1, ""), (3, 1, "格"),
        ]  # fmt: skip
        header = next(part for part in letter.trees if "header" in part)
        assert [one.text for one in letter.paragraphs(header)] == ["眉"]


def test_a_text_cut_into_runs_takes_the_look_of_where_it_began(opened, tmp_path):
    def write(document):
        paragraph = document.add_paragraph("关于")
        paragraph.add_run("{{事").bold = True
        paragraph.add_run("项}}").font.size = Pt(30)
        paragraph.add_run("的答复")

    letter = opened(write)
    letter.fill(letter.main_part, texts={1: [(2, 8, "井盖破损")]}, rows={})

    runs = saved(letter, tmp_path).paragraphs[0].runs
    assert [run.text for run in runs] == ["关于", "井盖破损", "", "的答复"] and runs[1].bold


def test_lines_become_breaks_and_unwritable_signs_are_left_out(opened, tmp_path):
    letter = opened(lambda document: document.add_paragraph("X"))
    letter.fill(letter.main_part, texts={1: [(0, 1, "甲\n乙\x00丙 <b>&")]}, rows={})

    assert saved(letter, tmp_path).paragraphs[0].text == "甲\n乙丙 <b>&"


def test_two_rows_are_repeated_together_and_stand_in_order(opened, tmp_path):
    def write(document):
        table = document.add_table(rows=4, cols=1)
        for number, text in enumerate(("头", "A", "B", "尾")):
            table.cell(number, 0).text = text

    letter = opened(write)
    entries = [{2: [(0, 1, f"甲{one}")], 3: [(0, 1, f"乙{one}")]} for one in (1, 2)]
    letter.fill(letter.main_part, texts={4: [(0, 1, "末")]}, rows={2: Block(2, entries)})

    table = saved(letter, tmp_path).tables[0]
    assert [row.cells[0].text for row in table.rows] == ["头", "甲1", "乙1", "甲2", "乙2", "末"]


def test_rows_of_two_tables_are_no_neighbours(opened):
    def write(document):
        document.add_table(rows=2, cols=1)
        document.add_table(rows=2, cols=1)

    with opened(write) as letter:
        assert letter.neighbours(letter.main_part) == {1, 3}


def test_other_parts_stay_byte_by_byte(opened, tmp_path):
    letter = opened(lambda document: document.add_paragraph("X"))
    letter.fill(letter.main_part, texts={1: [(0, 1, "新")]}, rows={})
    saved(letter, tmp_path)

    with zipfile.ZipFile(tmp_path / "a.docx") as old, zipfile.ZipFile(tmp_path / "b.docx") as new:
        assert old.namelist() == new.namelist()
        assert all(old.read(name) == new.read(name) for name in ("word/styles.xml", "docProps/core.xml"))


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"\xd0\xcf\x11\xe0" + b"x" * 600, "old_xls"), (b"hello", "not_xlsx"), (b"PK\x03\x04", "broken")],
)
def test_what_is_no_word_file_is_named(tmp_path, data, code):
    (tmp_path / "a.docx").write_bytes(data)

    with pytest.raises(BadWorkbook) as bad:
        Letter(tmp_path / "a.docx")

    assert bad.value.code == code


def test_a_workbook_under_the_name_of_a_letter_is_refused(tmp_path):
    from openpyxl import Workbook

    out = io.BytesIO()
    Workbook().save(out)
    (tmp_path / "a.docx").write_bytes(out.getvalue())

    with pytest.raises(BadWorkbook):
        Letter(tmp_path / "a.docx")
