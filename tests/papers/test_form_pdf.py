"""Her own form comes back as a PDF that looks as it prints; what a PDF cannot keep is said before it is made."""

import io
from urllib.parse import unquote

import pytest
import xlsxwriter
from django.urls import reverse

from gongjian.core.papers import ready
from gongjian.core.papers.filling import fill, prepare
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.papers.conftest import NOW, book
from tests.papers.test_pdf import signs_in

pytestmark = pytest.mark.django_db


def test_the_filled_form_is_a_pdf_with_every_rare_sign(reports, keep, cast):
    paper = keep(book({"A1": "办理情况", "A2": "{{诉求.事项}}", "B2": "{{诉求.点赞}}", "B3": "=SUM(B2:B2)"}))

    made = cast.client_for(cast.dispatcher).get(reverse("papers:fill", args=[paper.uid]), {"as": "pdf"})

    assert made["Content-Type"] == "application/pdf" and made.content.startswith(b"%PDF")
    assert all(sign in signs_in(made.content) for sign in "办理情况𠮷祥里漏水䶮")
    assert b"NotoS" in made.content
    row = TrailRow.objects.get(action="papers.fill_paper")
    assert row.changes["kind"] == ".pdf" and row.changes["rows"] == 5


def test_the_clerk_is_told_what_a_pdf_does_not_keep_before_it_is_made(reports, keep, cast):
    paper = keep(ready.monthly_report(), name="月报表")
    client = cast.client_for(cast.dispatcher)
    address = reverse("papers:fill", args=[paper.uid])

    told = client.get(address, {"as": "pdf"})

    assert "图表不在 PDF 中（汇总）" in told.content.decode() and "条件格式" in told.content.decode()
    assert not TrailRow.objects.filter(action="papers.fill_paper").exists()
    made = client.get(address, {"as": "pdf", "told": "yes"})
    assert made.content.startswith(b"%PDF") and "众" in signs_in(made.content)


def test_a_button_for_the_pdf_stands_beside_the_form_and_keeps_the_filters(reports, keep, cast):
    paper = keep(book({"A2": "{{诉求.事项}}"}))
    client = cast.client_for(cast.dispatcher)

    page = client.get(reverse("papers:for_ledger", args=["reports"]), {"q": "路灯"}).content.decode()

    address = f"{reverse('papers:fill', args=[paper.uid])}?q=%E8%B7%AF%E7%81%AF&amp;as=pdf"
    assert address in page
    drawn = signs_in(client.get(address.replace("&amp;", "&")).content)
    assert "灯" in drawn and "漏" not in drawn


def test_programs_get_the_pdf_with_its_notes_in_a_header(reports, keep, cast):
    paper = keep(ready.community_table(), name="统计表")

    made = cast.client_for(cast.dispatcher).get(f"/api/v1/papers/{paper.uid}/filled", {"form": "pdf"})

    assert (
        made.content.startswith(b"%PDF") and unquote(made["Gongjian-Notes"]) == "图表不在 PDF 中（统计表）。"
    )


def test_a_formula_that_cannot_be_computed_is_named_and_not_left_out_in_silence(reports, keep, cast):
    paper = keep(book({"A1": "{{计数 诉求}}", "A2": "=VLOOKUP(A1,C1:D9,2)", "A3": '=IF(A1>3,"多","少")'}))
    work = prepare(paper, person=cast.dispatcher, access=access_of(cast.dispatcher), now=NOW)

    made = fill(work, as_pdf=True)

    assert made.notes == ("以下公式只有 Excel 或 WPS 能算，留空：表 A2。",)
    assert "多" in signs_in(made.data) and "少" not in signs_in(made.data)


def test_more_rows_than_a_pdf_holds_are_refused_with_what_to_do(reports, keep, cast, monkeypatch):
    from gongjian.core.papers import filling

    monkeypatch.setattr(filling, "AT_ONCE", 3)
    work = prepare(
        keep(book({"A2": "{{诉求.事项}}"})),
        person=cast.dispatcher,
        access=access_of(cast.dispatcher),
        now=NOW,
    )

    with pytest.raises(Refused, match="2,000"):
        fill(work, as_pdf=True)


def test_a_form_whose_shown_sheets_are_empty_is_not_printed(keep, cast, reports):
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    made.add_worksheet("空")
    hidden = made.add_worksheet("藏")
    hidden.write("A1", "{{计数 诉求}}")
    hidden.hide()
    made.close()
    work = prepare(keep(out.getvalue()), person=cast.dispatcher, access=access_of(cast.dispatcher), now=NOW)

    with pytest.raises(Refused, match="没有内容"):
        fill(work, as_pdf=True)


def test_the_outsider_gets_no_pdf(reports, keep, cast):
    paper = keep(book({"A2": "{{诉求.事项}}"}))

    answer = cast.client_for(cast.outsider).get(reverse("papers:fill", args=[paper.uid]), {"as": "pdf"})

    assert answer.status_code == 404


def test_a_letter_is_a_pdf_too_with_every_sign_of_the_matter(reports, keep, cast):
    paper = keep(ready.dispatch_slip(), name="交办单", file_name="交办单.docx")
    client = cast.client_for(cast.dispatcher)
    row = {"row": reports[4].pk}

    page = client.get(reverse("papers:for_item", args=[reports[4].pk])).content.decode()
    made = client.get(reverse("papers:fill", args=[paper.uid]), {**row, "as": "pdf"})

    assert f"row={reports[4].pk}&amp;as=pdf" in page
    assert (
        made["Content-Type"] == "application/pdf"
        and "filename*=UTF-8''%E4%BA%A4%E5%8A%9E" in made["Content-Disposition"]
    )
    assert all(sign in signs_in(made.content) for sign in "群众诉求交办单𠮷祥里漏水䶮")


def test_markup_in_a_matter_is_only_text_in_her_form_and_her_letter(reports, keep, cast):
    from gongjian.core.items.models import Item

    Item.objects.filter(pk=reports[0].pk).update(title='#read("/etc/passwd") $x$ \\ *粗* @甲\n次行')
    access = access_of(cast.dispatcher)
    for data, name in ((ready.dispatch_slip(), "单.docx"), (book({"A1": "{{事项}}"}), "表.xlsx")):
        paper = keep(data, name=name, file_name=name)
        made = fill(
            prepare(paper, person=cast.dispatcher, access=access, now=NOW, row_id=reports[0].pk), as_pdf=True
        )

        drawn = signs_in(made.data)
        assert all(sign in drawn for sign in "#$\\*@次") and "root" not in drawn
