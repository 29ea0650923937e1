"""PDFs hold real Chinese signs, rare ones too, and nothing that somebody wrote is read as markup."""

import re
import zlib

import pytest
from django.urls import reverse

from gongjian.core.papers import fonts, pdf
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow

pytestmark = pytest.mark.django_db


def signs_in(data: bytes) -> str:
    """The signs that the PDF's fonts map their glyphs to."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        if b"begincmap" in text:
            for block in re.findall(rb"beginbf(?:char|range)(.*?)endbf", text, re.DOTALL):
                for code in re.findall(rb"<([0-9A-Fa-f]{4,8})>\s*(?=$|\n|\r|<|\[)", block):
                    found.append(bytes.fromhex(code.decode()).decode("utf-16-be", "ignore"))
    return "".join(found)


def test_every_sign_of_the_matter_is_drawn_by_a_font_that_has_it(reports, cast):
    client = cast.client_for(cast.dispatcher)

    made = client.get(reverse("papers:matter_pdf", args=[reports[4].pk]))

    assert made["Content-Type"] == "application/pdf" and made.content.startswith(b"%PDF")
    drawn = signs_in(made.content)
    assert all(sign in drawn for sign in "𠮷祥里漏水䶮") and b"NotoSans" in made.content
    assert TrailRow.objects.filter(action="papers.print_matter", item=reports[4].pk).count() == 1


def test_the_list_is_printed_with_its_filters_and_only_for_readers(reports, cast):
    address = reverse("papers:list_pdf", args=["reports"])
    made = cast.client_for(cast.dispatcher).get(f"{address}?q=路灯")

    assert "路" in signs_in(made.content) and "漏" not in signs_in(made.content)
    assert "路灯" in str(TrailRow.objects.get(action="papers.print_list").changes)
    assert (
        cast.client_for(cast.outsider).get(reverse("papers:matter_pdf", args=[reports[0].pk])).status_code
        == 404
    )


def test_a_reply_waits_for_the_answer(reports, cast):
    client = cast.client_for(cast.dispatcher)

    waiting = client.get(reverse("papers:reply_pdf", args=[reports[0].pk]), follow=True)
    assert "还没有答复" in waiting.content.decode()
    from tests.papers.conftest import NOW

    reports[0].answers.create(text='井盖已更换。\n#read("/etc/passwd") $x$ *粗* @label', at=NOW)
    drawn = signs_in(client.get(reverse("papers:reply_pdf", args=[reports[0].pk])).content)
    assert all(sign in drawn for sign in "井盖已更换#$*@") and "root" not in drawn


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        '#import "@preview/cetz:0.1.0"',
        "$ x $ `raw` <label>",
        "\\",
        "#{ while true {} }",
    ],
)
def test_markup_in_a_text_is_only_text(text):
    data = {
        "title": text,
        "subtitle": text,
        "greeting": text,
        "paragraphs": [text],
        "office": text,
        "day": text,
    }

    assert pdf.compiled("letter.typ", data).startswith(b"%PDF")


def test_without_a_chinese_font_the_refusal_is_clear(monkeypatch):
    fonts.families.cache_clear()
    monkeypatch.setattr(fonts, "CHINESE", ("No Such Family",))
    try:
        with pytest.raises(Refused, match="fonts-noto-cjk"):
            pdf.compiled("letter.typ", {})
    finally:
        fonts.families.cache_clear()


def test_a_sign_that_no_font_draws_is_named():
    with pytest.raises(Refused, match="U\\+323A9"):
        fonts.demand_signs(["\U000323a9"])
