"""From the announcement to the result on the desk's pages, on a phone where calls are made, and who finds nothing there."""

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongjian.core.asking.actions import add_respondents, call_off, commit_sample, draw_sample, record_call
from gongjian.core.asking.models import Call, Questionnaire, Respondent, Sample
from gongjian.core.asking.tests.conftest import NOW
from gongjian.core.asking.tests.test_samples import HOMES, hand_in
from gongjian.core.items.models import Item
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast, join

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(cast: Cast, work: Item, questions: Questionnaire) -> Sample:
    return commit_sample(
        questions, title="扶手满意度", size=8, item=work, by=cast.checker, now=timezone.now()
    )


@pytest.fixture
def drawn(cast: Cast, sample: Sample) -> Sample:
    add_respondents(sample, entries=HOMES, by=cast.checker, now=timezone.now())
    hand_in(sample)
    return draw_sample(sample, by=cast.checker, now=timezone.now())


def at(name: str, *args: Any) -> str:
    return reverse(f"asking:{name}", args=args)


def workbook(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    told = io.BytesIO()
    book.save(told)
    return SimpleUploadedFile("名单.xlsx", told.getvalue())


def test_from_the_announcement_to_the_result(cast: Cast, work: Item, questions: Questionnaire) -> None:
    checker, caller = cast.client_for(cast.checker), cast.client_for(cast.dispatcher)
    page = f"{at('announce')}?item={work.pk}"
    shown = checker.get(page).content.decode()
    assert "封存码" in shown
    assert at("make_questionnaire") not in shown
    told = {"questionnaire": questions.pk, "title": "扶手满意度", "size": 3, "tries": 2, "once": "a"}
    answer = checker.post(page, told)
    sample = Sample.objects.get()
    assert answer["Location"] == at("draw", sample.pk)
    assert checker.post(page, told)["Location"] == at("draw", sample.pk)
    assert Sample.objects.count() == 1
    shown = checker.get(at("draw", sample.pk)).content.decode()
    assert sample.commitment in shown
    assert "尚未提交" in shown
    assert checker.post(at("make_draw", sample.pk), follow=True).context["sample"].drawn_at is None

    lines = "3号楼101，13800000001，东\n3号楼102，13800000002，东\n3号楼201\n4号楼101，，西"
    assert checker.post(at("list", sample.pk), {"text": lines, "once": "b"}).status_code == 302
    assert sample.respondents.count() == 4
    hand_in(sample)
    for _click in range(2):
        assert checker.post(at("make_draw", sample.pk), {"once": "c"}).status_code == 302
    assert TrailRow.objects.filter(action="asking.draw_sample").count() == 1
    sample.refresh_from_db()
    assert sample.respondents.drawn().count() == 3

    for number in range(3):
        home = caller.get(at("calls", sample.pk)).context["next"]
        told = {"outcome": "satisfied", "q_quality": "5", "q_again": "不需要", "once": f"call-{number}"}
        for _click in range(2):
            answer = caller.post(at("call", sample.pk, home.pk), told)
            assert answer["Location"] == at("calls", sample.pk)
    assert Call.objects.count() == 3
    assert "全部回访完毕" in caller.get(at("calls", sample.pk)).content.decode()
    result = checker.get(at("draw", sample.pk)).content.decode()
    assert "100.0%" in result
    assert "3 份回答的平均分" in result
    proof = checker.get(at("verify", sample.pk))
    sample.refresh_from_db()
    assert proof.context["repeated"].holds
    assert sample.seed in proof.content.decode()


def test_without_a_questionnaire_the_announcement_says_where_to_make_one(cast: Cast, work: Item) -> None:
    page = cast.client_for(cast.checker).get(f"{at('announce')}?item={work.pk}").content.decode()
    assert at("make_questionnaire") in page


def test_bad_lines_are_named_and_given_back_and_the_good_ones_stand(cast: Cast, sample: Sample) -> None:
    client = cast.client_for(cast.checker)
    lines = "1号楼101\t13800000001\n1号楼102\t12\n1号楼101\t13800000003\n\t13800000004\n" + "长" * 90
    answer = client.post(at("list", sample.pk), {"text": lines})
    assert answer.status_code == 422
    assert [line.row for line in answer.context["listed"].bad] == [2, 3, 4, 5]
    page = answer.content.decode()
    assert "第 2 行：电话号码不对" in page
    assert "第 3 行：与第 1 行重复" in page
    assert "1号楼102\t12\n1号楼101\t13800000003\n\t13800000004\n长长" in page
    assert list(sample.respondents.values_list("key", flat=True)) == ["1号楼101"]
    again = client.post(at("list", sample.pk), {"text": "1号楼102，13800000002\n1号楼101"}, follow=True)
    assert "新加入 1 户。另有 1 户名单里已有。" in again.content.decode()


def test_a_workbook_fills_the_list_whatever_the_order_of_its_columns(cast: Cast, sample: Sample) -> None:
    client = cast.client_for(cast.checker)
    rows = (
        ("序号", "联系电话", "门牌", "楼院"), (1, 13800000001, "1号楼101", "东院"), (2, "138", "1号楼102", "东院"),
        (3, None, "1号楼103", "西院"),
    )  # fmt: skip
    answer = client.post(at("list", sample.pk), {"file": workbook(*rows)})
    assert answer.status_code == 422
    assert [(line.row, line.text) for line in answer.context["listed"].bad] == [(3, "1号楼102\t138\t东院")]
    kept = list(sample.respondents.order_by("key").values_list("label", "stratum", "phone_shown"))
    assert kept == [("1号楼101", "东院", "138****0001"), ("1号楼103", "西院", "")]
    assert b"13800000001" not in bytes(sample.respondents.get(key="1号楼101").phone_sealed or b"")


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 cut off"), "损坏"),
        (workbook(("姓名", "电话"), ("张三", "13800000001"), ("李四", "13800000002")), "没有找到门牌列"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(
    cast: Cast, sample: Sample, upload: SimpleUploadedFile, words: str
) -> None:
    answer = cast.client_for(cast.checker).post(at("list", sample.pk), {"file": upload})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not sample.respondents.exists()


def test_the_number_is_shown_once_to_the_caller_and_leaves_a_row(cast: Cast, drawn: Sample) -> None:
    home = drawn.respondents.drawn().first()
    assert home
    client = cast.client_for(cast.dispatcher)
    before = client.get(at("call", drawn.pk, home.pk)).content.decode()
    shown = client.post(at("number", drawn.pk, home.pk))
    link = re.search(r'href="tel:(\d{11})"', shown.content.decode())
    assert link
    assert link[1] not in before
    assert "no-store" in shown["Cache-Control"]
    row = TrailRow.objects.get(action="privacy.reveal")
    assert (row.actor_id, row.changes) == (cast.dispatcher.pk, {"field": "phone"})
    record_call(home, outcome="refused", by=cast.dispatcher, now=timezone.now())
    assert client.post(at("number", drawn.pk, home.pk)).status_code == 422
    assert TrailRow.objects.filter(action="privacy.reveal").count() == 1


def test_a_wrong_answer_is_refused_at_its_question_and_nothing_typed_is_lost(
    cast: Cast, drawn: Sample
) -> None:
    home = drawn.respondents.drawn().first()
    assert home
    client = cast.client_for(cast.dispatcher)
    answer = client.post(at("call", drawn.pk, home.pk), {"outcome": "not", "q_words": "扶手松了"})
    assert answer.status_code == 422
    assert "q_quality" in answer.context["form"].errors
    assert "扶手松了" in answer.content.decode()
    assert not Call.objects.exists()


def test_whoever_is_judged_reads_the_result_and_never_who_was_asked(cast: Cast, drawn: Sample) -> None:
    judged = cast.client_for(cast.head)
    label = drawn.respondents.drawn().values_list("label", flat=True)[0]
    page = judged.get(at("draw", drawn.pk))
    assert page.status_code == 200
    text = page.content.decode()
    assert drawn.seed not in text
    assert label not in text
    assert "您与这件事项有关" in text
    for name in ("list", "verify"):
        assert judged.get(at(name, drawn.pk)).status_code == 404
    assert judged.get(at("calls", drawn.pk)).status_code == 403
    for home in drawn.respondents.drawn():
        record_call(home, outcome="satisfied", answers={"quality": "5"}, by=cast.checker, now=timezone.now())
    text = judged.get(at("draw", drawn.pk)).content.decode()
    assert "100.0%" in text
    proof = judged.get(at("verify", drawn.pk)).content.decode()
    assert label not in proof
    assert "抽中的名单序号" in proof


def test_a_caller_or_planner_with_a_part_in_it_finds_neither_list_nor_calls(
    cast: Cast, drawn: Sample
) -> None:
    home = drawn.respondents.drawn().first()
    assert home
    for person in (cast.checker, cast.dispatcher):
        join(person, unit=cast.city_unit)
        client = cast.client_for(person)
        for address in (at("list", drawn.pk), at("calls", drawn.pk), at("call", drawn.pk, home.pk)):
            assert client.get(address).status_code == 404, address
        assert client.post(at("number", drawn.pk, home.pk)).status_code == 404
    with pytest.raises(Refused, match=r"part in|有关"):
        add_respondents(drawn, entries=HOMES, by=cast.checker, now=timezone.now())


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("clerk", 403), ("stranger", 403)])
def test_others_find_nothing(cast: Cast, drawn: Sample, who: str, status: int) -> None:
    client = cast.client_for(getattr(cast, who))
    home = drawn.respondents.drawn().first()
    assert home
    addresses = [at(name, drawn.pk) for name in ("draw", "list", "verify", "calls", "call_off")]
    addresses += [at("call", drawn.pk, home.pk), at("questionnaire", drawn.questionnaire_id)]
    for address in addresses:
        assert client.get(address).status_code == status, address
    for address in (
        at("make_draw", drawn.pk),
        at("number", drawn.pk, home.pk),
        at("take_off", drawn.pk, home.pk),
    ):
        assert client.post(address).status_code == status, address
    if who == "outsider":
        assert drawn.title not in client.get(at("draws")).content.decode()


def test_a_draw_can_be_called_off_before_it_is_made_and_its_list_is_destroyed(
    cast: Cast, sample: Sample, questions: Questionnaire, work: Item
) -> None:
    client = cast.client_for(cast.checker)
    add_respondents(sample, entries=HOMES[:2], by=cast.checker, now=NOW)
    first = sample.respondents.order_by("pk")[0]
    assert client.post(at("take_off", sample.pk, first.pk)).status_code == 302
    assert sample.respondents.count() == 1
    assert client.post(at("call_off", sample.pk), {"why": "错"}).status_code == 422
    assert client.post(at("call_off", sample.pk), {"why": "问卷选错了"}).status_code == 302
    assert not Respondent.objects.exists()
    assert "问卷选错了" in client.get(at("draw", sample.pk)).content.decode()
    assert commit_sample(questions, title="", size=8, item=work, by=cast.checker, now=NOW)


def test_a_result_that_displeases_cannot_be_called_off(cast: Cast, drawn: Sample) -> None:
    with pytest.raises(Refused, match=r"over|已经抽过"):
        call_off(drawn, why="结果不好看", by=cast.checker, now=NOW)


def test_a_questionnaire_is_made_changed_and_ended(cast: Cast) -> None:
    client = cast.client_for(cast.checker)
    told = {
        "office": cast.office.pk, "title": "食堂回访", "use": "call", "form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 0,
        "form-0-text": "饭菜怎么样", "form-0-kind": "scale", "form-0-most": 5, "form-0-required": "on",
        "form-1-text": "还来吗", "form-1-kind": "choice", "form-1-choices": "来、不来", "form-2-kind": "scale",
    }  # fmt: skip
    assert client.get(at("make_questionnaire")).status_code == 200
    more = client.post(at("make_questionnaire"), told | {"more": "1"})
    assert len(more.context["rows"].forms) == 7
    assert "饭菜怎么样" in more.content.decode()
    assert client.post(at("make_questionnaire"), told | {"form-1-choices": "来"}).status_code == 422
    assert not Questionnaire.objects.exists()
    client.post(at("make_questionnaire"), told)
    kept = Questionnaire.objects.get()
    assert [(one.key, one.kind, one.choices) for one in kept.questions.all()] == [
        ("q1", "scale", []),
        ("q2", "choice", ["来", "不来"]),
    ]
    page = client.get(at("change_questionnaire", kept.pk)).content.decode()
    assert "饭菜怎么样" in page
    changed = {name: value for name, value in told.items() if name not in ("office", "use")}
    changed |= {"form-0-key": "q1", "form-0-text": "今天的饭菜怎么样"}
    client.post(at("change_questionnaire", kept.pk), changed)
    newer = Questionnaire.objects.get(version=2)
    assert newer.questions.get(key="q1").text == "今天的饭菜怎么样"
    assert client.get(at("change_questionnaire", kept.pk)).status_code == 404
    assert client.post(at("end_questionnaire", newer.pk)).status_code == 302
    newer.refresh_from_db()
    assert newer.until is not None
    assert cast.client_for(cast.dispatcher).get(at("make_questionnaire")).status_code == 403
    assert cast.client_for(cast.twin.checker).get(at("questionnaire", newer.pk)).status_code == 404


def test_pages_cost_the_same_however_many_are_listed(cast: Cast, drawn: Sample) -> None:
    client = cast.client_for(cast.checker)
    addresses = [at(name, drawn.pk) for name in ("draw", "list", "calls", "verify")]
    for first, count in ((100, 60), (200, 300)):
        more = [
            Respondent(sample=drawn, key=f"{n}", label=f"{n}", place=n) for n in range(first, first + count)
        ]
        Respondent.objects.bulk_create(more)
        if first == 100:
            few = [_queries(client, address) for address in addresses]
    assert [_queries(client, address) for address in addresses] == few
    assert max(few) <= 26


def _queries(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)
