"""A letter is laid out as Word shows it: looks, lists, tables, headers, fields, pictures; what is not kept is named."""

import io

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Cm, Pt, RGBColor
from PIL import Image

from gongjian.lib.typeset import letter_setting
from gongjian.lib.typeset.word_lists import written

MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def laid(tmp_path):
    """The sections of a document that the test writes."""

    def run(write):
        document = Document()
        write(document)
        document.save(tmp_path / "a.docx")
        return letter_setting(tmp_path / "a.docx")

    return run


def said(block):
    return "".join(run.get("t", "") for run in block["runs"])


def test_letters_and_paragraphs_look_as_their_styles_and_their_own_settings_say(laid):
    def write(document):
        document.styles["Normal"].font.size = Pt(14)
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = title.add_run("答复函")
        run.bold, run.font.size, run.font.color.rgb = True, Pt(22), RGBColor(200, 0, 0)
        body = document.add_paragraph("正文")
        body.paragraph_format.first_line_indent = Pt(28)
        body.paragraph_format.line_spacing = Pt(28)

    title, body = laid(write).data["sections"][0]["blocks"]

    assert title["align"] == "center"
    assert title["runs"] == [{"size": 22, "bold": True, "colour": "c80000", "t": "答复函", **_family(title)}]
    assert body["first"] == 28 and body["runs"][0]["size"] == 14
    assert body["leading"] == pytest.approx(28 - 1.1 * 14)


def _family(block):
    return {"family": block["runs"][0]["family"]} if "family" in block["runs"][0] else {}


def test_numbers_and_signs_of_lists_stand_before_their_paragraphs(laid):
    def write(document):
        for text in ("甲", "乙"):
            document.add_paragraph(text, style="List Number")
        document.add_paragraph("点", style="List Bullet")

    assert [said(one) for one in laid(write).data["sections"][0]["blocks"]] == ["1. 甲", "2. 乙", "• 点"]


@pytest.mark.parametrize(
    ("count", "kind", "text"),
    [(1, "chineseCounting", "一"), (10, "chineseCounting", "十"), (23, "chineseCounting", "二十三"), (3, "decimalEnclosedCircle", "③"),
     (2, "upperLetter", "B"), (7, "decimalZero", "07"), (7, "decimal", "7")],
)  # fmt: skip
def test_a_list_number_is_written_as_its_kind(count, kind, text):
    assert written(count, kind) == text


def test_a_table_keeps_its_grid_merges_and_lines(laid):
    def write(document):
        table = document.add_table(rows=3, cols=3, style="Table Grid")
        table.cell(0, 0).merge(table.cell(0, 1)).text = "横"
        table.cell(1, 2).merge(table.cell(2, 2)).text = "竖"

    (table,) = laid(write).data["sections"][0]["blocks"]
    cells = {said(one["blocks"][0]): one for one in table["cells"]}

    assert (cells["横"]["w"], cells["横"]["h"], cells["竖"]["w"], cells["竖"]["h"]) == (2, 1, 1, 2)
    assert cells["横"]["e"] == [[0.5, "solid", "000000"]] * 4 and len(table["cells"]) == 7


def test_headers_page_numbers_and_the_page_itself_are_kept(laid):
    def write(document):
        section = document.sections[0]
        section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
        section.left_margin = Cm(2)
        section.header.paragraphs[0].text = "街道办事处"
        footer = section.footer.paragraphs[0]._p
        for inner in ('<w:fldChar w:fldCharType="begin"/>', "<w:instrText>PAGE</w:instrText>", '<w:fldChar w:fldCharType="separate"/>',
                      "<w:t>9</w:t>", '<w:fldChar w:fldCharType="end"/>'):  # fmt: skip
            footer.append(parse_xml(f"<w:r {MAIN}>{inner}</w:r>"))
        document.add_paragraph("文")

    page = laid(write).data["sections"][0]

    assert round(page["width"]) == 842 and round(page["margins"]["left"]) == 57
    assert said(page["header"][0]) == "街道办事处"
    assert [run.get("field", run.get("t")) for run in page["footer"][0]["runs"]] == ["page"]


def test_page_breaks_cut_the_text_and_pictures_are_taken_along(laid):
    def write(document):
        out = io.BytesIO()
        Image.new("RGB", (40, 20), "green").save(out, "PNG")
        document.add_picture(out, width=Cm(2))
        document.add_page_break()
        document.add_paragraph("次页")

    setting = laid(write)
    blocks = setting.data["sections"][0]["blocks"]

    assert [one["k"] for one in blocks] == ["p", "break", "p"]
    assert blocks[0]["runs"][0]["image"] == setting.pictures[0][0]
    assert blocks[0]["runs"][0]["width"] == pytest.approx(56.7, abs=0.1) and setting.losses == ()


def test_text_boxes_stand_in_line_and_hidden_and_removed_letters_stay_out(laid):
    def write(document):
        paragraph = document.add_paragraph("看")
        box = f"<w:r {MAIN}><w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
        paragraph._p.append(parse_xml(box))
        paragraph._p.append(parse_xml(f"<w:del {MAIN}><w:r><w:delText>删</w:delText></w:r></w:del>"))
        paragraph.add_run("藏").font.hidden = True

    setting = laid(write)

    assert [said(one) for one in setting.data["sections"][0]["blocks"]] == ["看", "框内"]
    assert [one.code for one in setting.losses] == ["boxes"]


def test_what_only_looks_like_a_picture_is_named_and_not_set(laid, tmp_path):
    import zipfile

    def write(document):
        out = io.BytesIO()
        Image.new("RGB", (40, 20), "green").save(out, "PNG")
        document.add_picture(out)

    laid(write)
    with zipfile.ZipFile(tmp_path / "a.docx") as old, zipfile.ZipFile(tmp_path / "b.docx", "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<svg/>" if name.startswith("word/media/") else old.read(name))

    setting = letter_setting(tmp_path / "b.docx")

    assert [one.code for one in setting.losses] == ["pictures"] and setting.pictures == ()
