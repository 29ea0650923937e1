"""What an agreement says on paper, who reads what became of a request, and rolls of units out of Excel."""

import io

import pytest
from django.urls import reverse
from docx import Document

from gongjian.core.intake.tests.bringing import brought_in
from gongjian.core.links.actions import unlink
from gongjian.core.links.models import Link
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.modules.network import actions
from gongjian.modules.network.actions.joining import Facts
from gongjian.modules.network.models import Joining
from gongjian.modules.network.tests.test_network import FACTS, NOW, drafted, joined, running
from tests.cast import make_person
from tests.items import make_item

HEADS = ["序号", "单位名称", "单位性质", "详细地址", "可提供资源", "加入日期", "联系人", "联系电话"]


def test_the_agreement_is_a_word_document_with_both_parties_and_terms(cast):
    row, _term = drafted(cast, joined(cast).unit)
    answer = cast.client_for(cast.secretary).get(reverse("network:paper", args=[row.pk]))
    document = Document(io.BytesIO(answer.content))
    text = "\n".join(line.text for line in document.paragraphs)
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    assert row.item.number in text and "春和小学" in text
    assert cells[3:6] == ["春和小学", "操场开放", "2 次"]
    assert any("____" in cell and str(row.side) in cell for cell in cells)
    assert (
        cast.client_for(cast.outsider).get(reverse("network:paper", args=[row.pk])).status_code == 404
    )  # fmt: skip


def test_a_delivery_taken_off_is_not_counted_any_more(cast):
    _row, term = running(cast, joined(cast).unit)
    matter = make_item(cast)
    type(matter).objects.filter(pk=matter.pk).update(closed_at=NOW)
    matter.refresh_from_db()
    tied = actions.note_delivery(term, matter=matter, actor=cast.secretary, now=NOW)
    unlink(Link.objects.get(pk=tied.pk), reason="记错了", by=cast.secretary, now=NOW)
    term.refresh_from_db()
    assert term.delivered == 0


def test_whoever_asked_reads_at_her_address_what_was_decided_and_why(cast):
    given = {
        "area": cast.office.pk, "name": "春和小学", "kind": "school", "address": "文化路1号", "gives": "", "contact": "任老师",
        "phone": "13900139000", "sign_in_name": "", "password": "", "website": "", "once": "s1",
    }  # fmt: skip
    stranger = cast.client_for(None)
    address = stranger.post(reverse("network_public:join"), given)["Location"]
    row = Joining.objects.get()
    assert address == reverse("network_public:standing", args=[row.uid])
    assert "春和小学" in stranger.get(address).content.decode()
    actions.refuse_joining(row, reason="不在本街道辖区内", actor=cast.secretary, now=NOW)
    page = stranger.get(address).content.decode()
    assert "不在本街道辖区内" in page and reverse("network_public:join") in page
    assert "任老师" not in page and "13900139000" not in page
    assert (
        stranger.get(reverse("network_public:standing", args=["0" * 8 + "-0000-4000-8000-" + "0" * 12])).status_code == 404
    )  # fmt: skip


def test_what_is_known_of_a_unit_is_corrected_by_the_office_alone(cast):
    row = joined(cast)
    client = cast.client_for(cast.secretary)
    url = reverse("network:correct", args=[row.pk])
    assert "任老师" in client.get(url).content.decode()
    given = {
        "kind": "school",
        "address": "清溪路3号",
        "gives": "礼堂",
        "contact": "任老师",
        "phone": "",
        "once": "k1",
    }
    assert client.post(url, given).status_code == 302
    row.refresh_from_db()
    assert (row.address, row.gives, unseal(row, "phone")) == ("清溪路3号", "礼堂", "")
    with pytest.raises(Refused):
        actions.correct_joining(
            row, facts=Facts(name="", kind="school"), actor=make_person("x", username="x"), now=NOW
        )


def bring_in(cast, rows):
    return brought_in(
        "partners", [HEADS, *rows], "共建单位名册.xlsx", office=cast.office, person=cast.secretary, now=NOW
    )


def test_a_roll_of_units_comes_in_once_and_the_next_roll_corrects_it(cast):
    joined(cast)
    rows = [
        [1, "春和 小学", "学校", "文化路1号", "操场", None, "任老师", "13900139000"],
        [2, "清溪医院", "医院", "清溪路8号", "每月义诊", "2025-06-01", "宋医生", 13800138000],
        [3, "云鹤商行", "不明", "", "", "", "", ""],
        [4, "瑞宁银行支行", "国有企业", "瑞宁街2号", "反诈宣讲", "2027-01-01", "", ""],
    ]
    batch = bring_in(cast, rows)
    assert [batch.counts[name] for name in ("new", "changed", "bad")] == [1, 1, 2]
    hospital = Joining.objects.get(name="清溪医院")
    assert (hospital.state, hospital.since.isoformat(), hospital.unit.kind) == (
        "member",
        "2025-06-01",
        "partner",
    )
    assert unseal(hospital, "phone") == "13800138000"
    assert Joining.objects.get(name=FACTS.name).address == "文化路1号"
    rows[1][4] = "每月义诊两次"
    batch = bring_in(cast, rows[1:2])
    assert [batch.counts[name] for name in ("new", "changed")] == [0, 1]
    assert Joining.objects.get(name="清溪医院").gives == "每月义诊两次"
