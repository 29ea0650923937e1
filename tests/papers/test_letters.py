"""Letters in Word are filled by the same marks, and nothing else in them means anything."""

import io

import pytest
from docx import Document

from gongjian.core.papers import ready
from gongjian.core.papers.checking import BadForm
from gongjian.core.papers.filling import fill, prepare
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from tests.papers.conftest import NOW

pytestmark = pytest.mark.django_db


def letter(*paragraphs, table=()):
    made = Document()
    for text in paragraphs:
        paragraph = made.add_paragraph()
        for piece in text if isinstance(text, list) else [text]:
            paragraph.add_run(piece)
    if table:
        grid = made.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def written(cast, keep):
    def run(data, *, row=None, name="函"):
        paper = keep(data, name=name, file_name="函.docx")
        work = prepare(paper, person=cast.dispatcher, access=access_of(cast.dispatcher), now=NOW, row_id=row)
        return Document(io.BytesIO(fill(work).data))

    return run


def test_marks_cut_into_runs_are_filled_and_keep_their_look(reports, written):
    data = letter(["关于", "{{事", "项}}", "的答复"], "编号：{{编号}}")

    made = written(data, row=reports[0].pk)

    assert [one.text for one in made.paragraphs] == ["关于井盖破损的答复", "编号：2603-0001"]


def test_a_table_row_is_repeated_and_lines_are_broken(reports, written):
    made = written(letter("共{{计数 诉求}}件", table=[("号", "事项"), ("{{序号}}", "{{诉求.事项}}")]))

    table = made.tables[0]
    assert [row.cells[0].text for row in table.rows] == ["号", "1", "2", "3", "4", "5"]
    assert made.paragraphs[0].text == "共5件" and table.rows[1].cells[1].text == "𠮷祥里漏水䶮"


def test_what_is_no_mark_stays_as_it_is(reports, written):
    texts = [
        "{% for x in ().__class__.__bases__ %}x{% endfor %}",
        "${7*7}",
        "{# x #}",
        "<w:t>不是标签</w:t> & \u202e反",
    ]

    assert [one.text for one in written(letter(*texts, "{{今天}}")).paragraphs[:4]] == texts


def test_expressions_of_template_languages_are_refused_as_unknown_marks(reports, written):
    marks = ["{{ ''.__class__.__mro__ }}", "{{7*7}}", "{{ cycler.__init__ }}", "{{事项|safe}}"]

    with pytest.raises(BadForm) as bad:
        written(letter(*marks))

    assert {one.cell for one in bad.value.plan.problems} == {"第1段", "第2段", "第3段", "第4段"}


def test_a_list_outside_a_table_and_a_letter_without_marks_are_told(reports, written):
    with pytest.raises(BadForm, match="表格"):
        written(letter("{{诉求.编号}}"))
    with pytest.raises(Refused, match="没有任何标记"):
        written(letter("您好"))


def test_the_letters_that_come_with_the_product_are_filled(reports, written):
    reply = written(ready.reply_letter(), row=reports[0].pk, name="答复函")
    slip = written(ready.dispatch_slip(), row=reports[0].pk, name="交办单")
    told = written(ready.notice(), name="通知")

    text = "\n".join(one.text for one in reply.paragraphs)
    assert "关于“井盖破损”的答复函" in text and "2026年3月5日" in text and "{{" not in text
    assert slip.tables[0].rows[0].cells[1].text == "2603-0001" and "共有0件" in told.paragraphs[2].text
    assert len(told.tables[0].rows) == 2


def test_the_forms_that_come_with_the_product_are_filled(reports, keep, filled):
    month = filled(keep(ready.monthly_report(), name="月报表"))
    table = filled(keep(ready.community_table(), name="统计表"))["统计表"]

    sheet = month["月报表"]
    assert [sheet[f"C{row}"].value for row in (7, 11)] == ["𠮷祥里漏水䶮", "井盖破损"]
    assert {"A1:I1", "A4:A6", "F4:H4", "A13:G13"} <= {str(area) for area in sheet.merged_cells.ranges}
    assert sheet["I13"].value == "=SUM(I7:I12)" and sheet.print_area == "'月报表'!$A$1:$I$15"
    assert (month["汇总"]["B2"].value, month["汇总"]["B9"].value) == (5, "=COUNTA(月报表!B7:B12)")
    assert [table[f"A{row}"].value for row in (3, 4, 5)] == ["甲一社区", "甲二社区", "合计"]
    assert table["E5"].value == "=IF(B5=0,0,C5/B5)" and table["B5"].value == "=SUM(B3:B4)"
    assert keep(ready.unmarked_form(), name="无标记").state == "draft"


def test_two_table_rows_for_every_report_are_repeated_together(reports, written):
    rows = [("{{序号}}", "{{诉求.编号}}"), ("事项", "{{诉求.事项}}"), ("共", "{{计数 诉求}}")]

    table = written(letter("一览", table=rows)).tables[0]

    assert [row.cells[1].text for row in table.rows][:3] == ["2603-0005", "𠮷祥里漏水䶮", "2603-0004"]
    assert len(table.rows) == 11 and table.rows[10].cells[1].text == "5"
