"""On the public page a resident is asked what her office asks of such matters; the answers are filtered and exported as any."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongjian.core.fields.actions import make_field
from gongjian.core.fields.models import FieldValue
from gongjian.core.fields.reading import values_of
from gongjian.modules.reports.actions import save_category
from gongjian.modules.reports.models import Category, Report
from gongjian.modules.reports.tests.conftest import NOW, Office
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ASKED = (
    ("pole", "灯杆编号", "text", {"required": True, "help": "写在灯杆上，如 W-17。"}),
    ("kind", "什么灯", "choice", {"choices": ["路灯", "楼道灯"]}),
    ("number", "几盏不亮", "number", {}),
    ("shot", "灯的照片", "file", {}),
)


@pytest.fixture
def lamps(cast: Cast, office: Office) -> Category:
    """A category with questions, and fields that are none of hers: the desk's own, and another category's."""
    for slug, label, kind, more in ASKED:
        make_field(
            cast.office,
            kind="report",
            slug=slug,
            label=label,
            type=kind,
            category="lighting",
            actor=None,
            now=NOW,
            **more,
        )
    make_field(cast.office, kind="report", label="内部备注", type="text", actor=None, now=NOW)
    make_field(cast.office, kind="report", label="路名", type="text", category="roads", actor=None, now=NOW)
    return office.lighting


def third_step(client: Client, cast: Cast, about: str = "") -> str:
    where = client.post("/report/", {"text": "楼前的灯不亮"})["Location"]
    chosen = client.post(where, {"area": cast.community.pk, "place": "3号楼", "seen": "1"})["Location"]
    assert chosen.endswith("/about/")
    page = client.get(chosen).content.decode()
    assert "路灯" in page and "灯杆编号" not in page
    return chosen.replace("/about/", "/reply/") + (f"?about={about}" if about else "")


def test_the_questions_of_the_chosen_category_are_asked_and_kept(
    client: Client, cast: Cast, lamps: Category, picture: bytes
) -> None:
    reply = third_step(client, cast, "lighting")
    page = client.get(reply).content.decode()
    assert "灯杆编号" in page and "内部备注" not in page and "路名" not in page
    photo = SimpleUploadedFile("lamp.jpg", picture, "image/jpeg")
    code = "c1" if 'value="c1"' in page else page.split('<option value="')[2].split('"')[0]
    told = {
        "wants_reply": "no",
        "x_pole": "W-17 电话13800138000",
        "x_kind": code,
        "x_number": "3",
        "x_shot": photo,
    }
    assert client.post(reply, told).status_code == 302
    report = Report.objects.get()
    kept = values_of([report.pk])[report.pk]
    assert report.category == lamps and kept["number"] == Decimal(3) and kept["shot"].item_id == report.pk
    assert kept["pole"].startswith("W-17") and "13800138000" not in kept["pole"]
    desk, ledger = cast.client_for(cast.dispatcher), reverse("reports:ledger")
    found = desk.get(ledger, {"x_number_min": "3", "category": lamps.pk})
    assert report.item.number in found.content.decode()
    exported = b"".join(desk.get(ledger, {"export": "csv"}).streaming_content).decode()
    assert "W-17" in exported and report.item.number in exported


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "请回答：灯杆编号"),
        ({"x_pole": "W" * 501}, "500"),
        ({"x_pole": "W-1", "x_number": "很多"}, "输入一个数字"),
        ({"x_pole": "W-1", "x_kind": "nonsense"}, ""),
        ({"x_pole": "W-1", "x_shot": SimpleUploadedFile("a.jpg", b"no picture")}, ""),
    ],
)
def test_a_wrong_answer_is_refused_in_words_and_what_was_typed_stays(
    client: Client, cast: Cast, lamps: Category, given: dict[str, Any], words: str
) -> None:
    reply = third_step(client, cast, "lighting")
    answer = client.post(reply, {"wants_reply": "no", "name": "王五", **given})
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and "王五" in page
    assert not Report.objects.exists() and not FieldValue.objects.exists()


def test_who_does_not_know_is_asked_nothing_and_what_is_no_category_is_none(
    client: Client, cast: Cast, lamps: Category
) -> None:
    for about in ("", "nonsense", "%00", "sanitation"):
        reply = third_step(client, cast, about)
        assert "灯杆编号" not in client.get(reply).content.decode()
        assert client.post(reply, {"wants_reply": "no"}).status_code == 302
    assert set(Report.objects.values_list("category", flat=True)) == {None}


def test_an_ended_category_and_another_office_ask_nothing(
    client: Client, cast: Cast, lamps: Category
) -> None:
    save_category(office=cast.office, code="lighting", name="路灯", ended=True, actor=None, now=NOW)
    save_category(office=cast.office, code="roads", name="道路", ended=True, actor=None, now=NOW)
    where = client.post("/report/", {"text": "楼前的灯不亮"})["Location"]
    for area in (cast.community, cast.twin.community):
        assert client.post(where, {"area": area.pk, "place": "3号楼"})["Location"].endswith("/reply/")
