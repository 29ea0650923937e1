"""The office's ledger teaches categories; each new report gets a suggestion with its words; a person decides, and is counted."""

import datetime as dt
import random

import pytest
from django.urls import reverse

from gongjian.core.people.access import access_of
from gongjian.modules.reports.actions import Told, report_publicly, sort_report
from gongjian.modules.reports.models import Report, Suggestion, TriageModel
from gongjian.modules.reports.tests.conftest import NOW, Office
from gongjian.modules.reports.triage import learning, suggesting
from gongjian.modules.reports.triage.learning import learn, learn_all
from gongjian.modules.reports.triage.similar import similar_answered
from gongjian.modules.reports.triage.suggesting import suggest_new
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LAMPS = ("路灯不亮", "路灯坏了", "楼道灯不亮", "院里的灯一直闪", "灯杆歪了灯不亮")
HOLES = ("井盖破了", "路面有坑", "井盖响得厉害", "便道砖翘起来", "路上有个大坑")
PLACES = ("东门口", "菜市场旁边", "小学后墙", "公交站台", "三号楼前", "河堤上", "药店斜对面", "停车棚边")
SAID = (
    "老人出门害怕。", "接孩子不方便，", "已经两个星期了。", "昨天有人摔倒，", "雨天更难走。", "麻烦师傅尽快看看。", "邻居都说过这事，",
    "车开过去咚咚响。", "晚上八点以后最明显，", "上个月修过一次又这样。", "附近还有工地，", "拍了照片可以发来。", "希望给个准信。",
)  # fmt: skip


def decided(office: Office, count: int) -> None:
    """So many reports of two kinds, sorted by the desk."""
    rng = random.Random(1)
    cast = office.cast
    for number in range(count):
        lamps = number % 2
        kind, tail = rng.choice(LAMPS if lamps else HOLES), "".join(rng.sample(SAID, 3))
        text = f"{rng.choice(PLACES)}{kind}，{tail}"
        report = report_publicly(Told(area=cast.community, text=text, place=""), now=NOW)
        category = office.lighting if lamps else office.roads
        sort_report(report.pk, category=category, unit=cast.city_unit, actor=cast.dispatcher, now=NOW)


def test_with_few_decided_reports_the_words_of_the_categories_suggest(office: Office) -> None:
    version = learn(office.cast.office, now=NOW)
    assert version is not None and (version.version, version.learnt_from) == (1, 0)
    assert learn(office.cast.office, now=NOW) is None
    report = office.told(text="小区门口的路灯三天不亮了。")
    assert suggest_new(NOW) == 1
    held = Suggestion.objects.get(report=report)
    assert held.first == office.lighting and held.confidence < 0.9
    assert suggest_new(NOW) == 0


def test_the_ledger_teaches_and_says_how_good_it_is(office: Office) -> None:
    decided(office, 60)
    assert learn_all(NOW) >= 1
    version = TriageModel.objects.newest_of(office.cast.office.pk)
    assert version is not None and version.learnt_from == 60
    assert {one["category"] for one in version.figures["categories"]} == {"lighting", "roads"}
    report = office.told(text="纬三路的路灯不亮，晚上看不见路。")
    suggest_new(NOW)
    held = report.suggestion
    assert held.first == office.lighting and any("灯" in word for word in held.others[0]["words"])
    assert learn(office.cast.office, now=NOW) is None


def test_the_desk_sees_why_and_choosing_otherwise_is_counted(office: Office) -> None:
    decided(office, 60)
    learn(office.cast.office, now=NOW)
    report = office.told(text="纬三路的路灯不亮，晚上看不见路。")
    suggest_new(NOW)
    client = office.cast.client_for(office.cast.dispatcher)
    page = client.get(reverse("reports:sort")).content.decode()
    assert "路灯" in page and "%" in page
    sort_report(
        report.pk, category=office.roads, unit=office.cast.city_unit, actor=office.cast.dispatcher, now=NOW
    )
    assert Suggestion.objects.all().overruled().get().report == report
    shown = client.get(reverse("reports:triage")).content.decode()
    assert "macro-F1" in shown
    assert office.cast.client_for(office.cast.clerk).get(reverse("reports:triage")).status_code == 403


def test_while_words_know_better_the_night_makes_no_version_of_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(office, 60)
    monkeypatch.setattr(learning, "_taught", lambda rows: (b"", len(rows), {"accuracy": 0.0}))
    version = learn(office.cast.office, now=NOW)
    assert version is not None and (version.learnt_from, version.figures["rows"]) == (0, 60)
    assert learn(office.cast.office, now=NOW + dt.timedelta(days=1)) is None


def test_an_office_that_gets_no_suggestions_keeps_no_other_waiting(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "CHUNK", 1)
    learn(office.cast.office, now=NOW)
    report_publicly(Told(area=office.cast.twin_community, text="那边的灯不亮。", place=""), now=NOW)
    office.told(text="小区门口的路灯不亮。")
    assert suggest_new(NOW) == 1


@pytest.mark.parametrize("text", ["？", "🚧🚧🚧🚧", "路" * 4000, "ab 井盖 <table><tr><td>1\t2\n3"])
def test_odd_words_get_a_suggestion_or_none_and_break_nothing(office: Office, text: str) -> None:
    learn(office.cast.office, now=NOW)
    office.told(text=text)
    assert suggest_new(NOW) in (0, 1)


def test_answered_cases_of_the_kind_are_shown_with_their_answer_to_those_who_may_read_them(
    cast: Cast, office: Office
) -> None:
    old = office.closed(text="经五路路灯不亮，走夜路害怕。")
    new = office.told(text="经五路路灯又不亮了，走夜路害怕。")
    access = access_of(cast.dispatcher, today=NOW.date())
    found = similar_answered(Report.objects.select_related("item").get(pk=new.pk), [old.category_id], access)
    assert [one.report.pk for one in found] == [old.pk] and found[0].answer.text
    other = access_of(cast.twin.dispatcher, today=NOW.date())
    assert (
        similar_answered(Report.objects.select_related("item").get(pk=new.pk), [old.category_id], other) == []
    )


def test_last_years_version_stays_beside_the_new_one(office: Office) -> None:
    learn(office.cast.office, now=NOW)
    decided(office, 60)
    made = learn(office.cast.office, now=NOW + dt.timedelta(days=1))
    assert made is not None and made.version == 2
    assert TriageModel.objects.count() == 2
