"""Programmes with strands, goals of a year, and the theme of a quarter from publishing it to the last activity."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.links.walking import thread_of
from gongjian.core.measures.registry import value_of
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.lib.worktime import SHANGHAI
from gongjian.modules.programmes import actions
from gongjian.modules.programmes.actions import Line
from gongjian.modules.programmes.models import (
    AnnualGoal,
    GoalEntry,
    Programme,
    QuarterTheme,
    Strand,
    ThemeAnswer,
)
from gongjian.modules.programmes.refreshing import refresh_goals
from gongjian.modules.programmes.seeds import CORE, REDS
from gongjian.modules.programmes.showing import MODEL, panel_of, strands_of
from tests.cast import Cast
from tests.items import make_item

NOW = dt.datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)
BY = dt.date(2026, 3, 20)

pytestmark = pytest.mark.django_db


def refused(act: Any, *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def frame(cast: Cast, title: str, rows: Any) -> Programme:
    made = actions.start_programme(cast.office, title=title, since=2026, actor=cast.secretary, now=NOW)
    for name, aim in rows:
        actions.add_strand(made.pk, title=name, aim=aim, actor=cast.secretary, now=NOW)
    return made


def publish(cast: Cast, **more: Any) -> QuarterTheme:
    given = {
        "year": 2026,
        "quarter": 1,
        "title": "邻里守望",
        "answer_by": BY,
        "actor": cast.secretary,
        "now": NOW,
    }
    return actions.publish_theme(cast.office, **(given | more))


def goal(cast: Cast, **more: Any) -> AnnualGoal:
    unit = Unit.objects.filter(office=cast.office, kind=UnitKind.COMMUNITY).first()
    given = {
        "year": 2026, "title": "和谐楼院", "unit": unit, "target": Decimal(30), "counted_in": "个",
        "actor": cast.secretary, "now": NOW,
    }  # fmt: skip
    return actions.set_goal(cast.office, **(given | more))


def fill(answer: ThemeAnswer, actor: Any, *, now: dt.datetime = NOW) -> None:
    for line in (
        Line("gives", "会议室周三开放"),
        Line("asks", "法律讲师一名"),
        Line("activity", "邻里百家宴", day=dt.date(2026, 3, 10), place="广场", expected=60),
    ):
        actions.add_line(answer.pk, line, actor=actor, now=now)


def mine(cast: Cast, theme: QuarterTheme) -> ThemeAnswer:
    return theme.answers.with_all().get(item__area=cast.community)


def test_six_core_projects_and_seven_reds_are_entered_and_matters_hang_on_them(cast: Cast) -> None:
    core, reds = frame(cast, "六个核心项目", CORE), frame(cast, "“七红”工程", REDS)
    assert (core.strands.count(), reds.strands.count()) == (6, 7)
    project = make_item(cast, kind="project", title="楼院亮灯", state="running", phase="handling")
    closed = make_item(cast, kind="project", title="口袋公园", state="published", phase="closed")
    strand = core.strands.get(title="重点项目")
    for matter in (project, closed, project):
        actions.hang(strand, matter=matter, actor=cast.secretary, now=NOW)
    access = access_of(cast.secretary)
    shown = strands_of(core, Item.objects.visible_to(access))[1]
    assert (shown.total, shown.running, shown.closed, shown.share) == (2, 1, 1, 50)
    assert panel_of(project, access) == {"strands": [strand], "item": project, "may_hang": True}
    thread = thread_of((MODEL, strand.pk), access)
    assert thread is not None
    actions.take_off(strand, matter=project, reason="挂错了", actor=cast.secretary, now=NOW)
    assert (
        refused(actions.take_off, strand, matter=project, reason="再", actor=cast.secretary, now=NOW).code
        == "twice"
    )
    assert strands_of(core, Item.objects.visible_to(access))[1].total == 1
    stranger = make_item(cast, area=cast.twin.community, kind="project", state="running", phase="handling")
    assert refused(actions.hang, strand, matter=stranger, actor=cast.secretary, now=NOW).code == "not_allowed"


def test_programmes_are_refused_in_words(cast: Cast) -> None:
    made = frame(cast, "六个核心项目", CORE)
    again = refused(
        actions.start_programme, cast.office, title=made.title, since=2026, actor=cast.secretary, now=NOW
    )
    assert again.field == "title"
    given = {"title": "新", "since": 2026, "now": NOW}
    assert (
        refused(actions.start_programme, cast.office, until=2025, actor=cast.secretary, **given).field
        == "until"
    )
    assert refused(actions.start_programme, cast.office, actor=cast.clerk, **given).code == "not_allowed"
    twice = refused(actions.add_strand, made.pk, title="重点项目", actor=cast.secretary, now=NOW)
    assert twice.field == "title"
    assert Strand.objects.count() == 6


def test_six_goals_are_reported_reversed_and_counted(cast: Cast) -> None:
    six = [goal(cast, title=f"目标{number}") for number in range(6)]
    first = six[0]
    day = dt.date(2026, 3, 1)
    entry = actions.report_progress(
        first.pk, amount=Decimal(12), day=day, note="一季度", actor=cast.clerk, now=NOW
    )
    actions.report_progress(first.pk, amount=Decimal(18), day=day, note="补报", actor=cast.secretary, now=NOW)
    first.refresh_from_db()
    assert (first.reached, first.added_up()) == (30, 30)
    assert value_of("programmes.goals_reached", area=cast.office, now=NOW).value == 16.7
    actions.reverse_entry(entry.pk, reason="重复", actor=cast.clerk, now=NOW)
    first.refresh_from_db()
    assert (first.reached, first.added_up(), GoalEntry.objects.count()) == (18, 18, 3)
    assert refused(actions.reverse_entry, entry.pk, reason="再", actor=cast.clerk, now=NOW).code == "twice"
    told = {"amount": Decimal(1), "day": day, "note": "n", "now": NOW}
    assert refused(actions.report_progress, first.pk, actor=cast.second_clerk, **told).code == "not_allowed"
    assert (
        refused(actions.report_progress, first.pk, actor=cast.clerk, **told | {"amount": Decimal(0)}).field
        == "amount"
    )
    ahead = told | {"day": dt.date(2026, 4, 1)}
    assert refused(actions.report_progress, first.pk, actor=cast.clerk, **ahead).field == "day"


def test_a_goal_counted_by_a_number_of_the_product(cast: Cast) -> None:
    made = goal(cast, measure="programmes.answered_in_time", target=Decimal(50), counted_in="%")
    publish(cast, answer_by=NOW.date())
    ThemeAnswer.objects.update(in_time=True)
    assert refresh_goals(NOW) == 1
    assert refresh_goals(NOW) == 0
    made.refresh_from_db()
    assert made.reached == 100
    by_hand = {
        "amount": Decimal(1),
        "day": dt.date(2026, 3, 1),
        "note": "n",
        "actor": cast.secretary,
        "now": NOW,
    }
    assert refused(actions.report_progress, made.pk, **by_hand).code == "wrong_state"
    assert refused(goal, cast, title="t", measure="no.such").field == "measure"
    assert refused(goal, cast, title="t", target=Decimal(0)).field == "target"


def test_every_community_answers_and_one_is_sent_back(cast: Cast) -> None:
    theme = publish(cast)
    communities = (
        Area.objects.current().filter(office=cast.office, units__kind=UnitKind.COMMUNITY).distinct().count()
    )
    assert theme.answers.count() == communities >= 2
    answer = mine(cast, theme)
    assert refused(make_move, answer.pk, "answer", actor=cast.clerk, now=NOW).code == "missing"
    fill(answer, cast.clerk)
    make_move(answer.pk, "answer", actor=cast.clerk, now=NOW)
    late = refused(actions.add_line, answer.pk, Line("gives", "再加"), actor=cast.clerk, now=NOW)
    assert late.code == "wrong_state"
    assert refused(make_move, answer.pk, "confirm", actor=cast.clerk, now=NOW).code == "not_allowed"
    make_move(answer.pk, "send_back", actor=cast.checker, note="活动太少", now=NOW)
    actions.add_line(answer.pk, Line("gives", "书屋开放"), actor=cast.clerk, now=NOW)
    make_move(answer.pk, "answer", actor=cast.clerk, now=dt.datetime(2026, 3, 25, 9, tzinfo=SHANGHAI))
    make_move(answer.pk, "confirm", actor=cast.secretary, now=NOW)
    answer.refresh_from_db()
    assert answer.in_time is True
    after = dt.datetime(2026, 3, 11, 9, tzinfo=SHANGHAI)
    assert refused(make_move, answer.pk, "finish", actor=cast.clerk, note="完", now=after).code == "missing"
    held = answer.lines.get(way="activity")
    assert refused(actions.note_activity, held.pk, came=5, actor=cast.clerk, now=NOW).field == "came"
    actions.note_activity(held.pk, came=72, actor=cast.clerk, now=after)
    make_move(answer.pk, "finish", actor=cast.clerk, note="都办完了", now=after)
    assert mine(cast, theme).item.state == "done"
    found = value_of("programmes.answered_in_time", area=cast.office, now=after)
    assert (found.numerator, found.denominator) == (1, communities)


def test_everybody_subscribes_to_the_confirmed_activities_of_an_office(cast: Cast, monkeypatch: Any) -> None:
    from icalendar import Calendar

    theme = publish(cast)
    answer = mine(cast, theme)
    fill(answer, actor=cast.clerk, now=NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    url = f"/themes/{cast.office.pk}/activities.ics"
    assert b"BEGIN:VEVENT" not in Client().get(url).content, "what nobody confirmed is not told"
    Item.objects.filter(pk=answer.pk).update(state="confirmed")
    page = Client().get(url)
    [event] = Calendar.from_ical(page.content).walk("VEVENT")
    assert (str(event["SUMMARY"]), event["DTSTART"].dt) == ("邻里百家宴", dt.date(2026, 3, 10))
    assert Client().get(url, headers={"if-none-match": page.headers["ETag"]}).status_code == 304
    assert b"BEGIN:VEVENT" not in Client().get(f"/themes/{cast.twin_office.pk}/activities.ics").content
    assert Client().get("/themes/0/activities.ics").status_code == 404


def test_lines_are_refused_in_words(cast: Cast) -> None:
    answer = mine(cast, publish(cast))
    given = {"actor": cast.clerk, "now": NOW}
    actions.add_line(answer.pk, Line("gives", "书屋"), **given)
    assert refused(actions.add_line, answer.pk, Line("gives", " 书屋 "), **given).code == "twice"
    assert refused(actions.add_line, answer.pk, Line("gives", ""), **given).field == "text"
    assert refused(actions.add_line, answer.pk, Line("activity", "宴"), **given).field == "day"
    stranger = make_item(cast, area=cast.twin.community)
    assert (
        refused(actions.add_line, answer.pk, Line("asks", "灯", matter=stranger), **given).field == "matter"
    )
    for stranger in (cast.second_clerk, cast.head):
        by = {"actor": stranger, "now": NOW}
        assert refused(actions.add_line, answer.pk, Line("gives", "别家"), **by).code == "not_allowed"
    line = answer.lines.get()
    actions.remove_line(line.pk, **given)
    assert not answer.lines.exists()


def test_one_theme_a_quarter(cast: Cast) -> None:
    publish(cast)
    assert refused(publish, cast, title="另一个").field == "quarter"
    assert refused(publish, cast, quarter=5).field == "quarter"
    assert refused(publish, cast, quarter=2, answer_by=dt.date(2026, 3, 1)).field == "answer_by"
    assert refused(publish, cast, quarter=2, actor=cast.clerk).code == "not_allowed"
    publish(cast, quarter=2)
    assert QuarterTheme.objects.count() == 2
    assert QuarterTheme.objects.exclude(title="邻里守望").count() == 0


def test_the_pages_from_publishing_to_the_last_activity(cast: Cast) -> None:
    secretary, clerk = cast.client_for(cast.secretary), cast.client_for(cast.clerk)
    today = timezone.localdate()
    form = {
        "office": cast.office.pk, "year": today.year, "quarter": "1", "title": "温暖过冬",
        "answer_by": f"{today + dt.timedelta(days=9)}", "once": "t",
    }  # fmt: skip
    for _time in range(2):
        assert secretary.post("/desk/programmes/themes/new/", form).status_code == 302
    theme = QuarterTheme.objects.get()
    assert secretary.post("/desk/programmes/themes/new/", form | {"once": "u"}).status_code == 422
    answer = mine(cast, theme)
    base = f"/desk/programmes/answers/{answer.pk}/"
    for way, text in (("gives", "书屋开放"), ("asks", "讲师一名")):
        assert clerk.post(f"{base}line/", {"way": way, "text": text, "once": way}).status_code == 302
    activity = {"way": "activity", "text": "百家宴", "day": f"{today}", "place": "广场", "expected": "60"}
    assert clerk.post(f"{base}line/", activity | {"day": ""}).status_code == 422
    assert clerk.post(f"{base}line/", activity).status_code == 302
    make_move(answer.pk, "answer", actor=cast.clerk, now=timezone.now())
    make_move(answer.pk, "confirm", actor=cast.secretary, now=timezone.now())
    line = answer.lines.get(way="activity")
    assert clerk.post(f"{base}lines/{line.pk}/came/", {"came": "73"}).status_code == 302
    page = clerk.get(base).content.decode()
    assert "73" in page
    assert "书屋开放" in secretary.get(f"/desk/programmes/themes/{theme.pk}/").content.decode()
    assert "书屋开放" in Client().get(f"/themes/{cast.office.pk}/").content.decode()
    assert cast.client_for(cast.second_clerk).post(
        f"{base}lines/{line.pk}/came/", {"came": "1"}
    ).status_code in (403, 404)
    assert cast.client_for(cast.outsider).get(base).status_code == 404


def test_the_pages_of_programmes_and_goals(cast: Cast) -> None:
    client, year = cast.client_for(cast.secretary), timezone.localdate().year
    form = {"office": cast.office.pk, "title": "七红", "since": str(year), "text": "", "once": "p"}
    assert client.post("/desk/programmes/new/", form).status_code == 302
    made = Programme.objects.get()
    assert (
        client.post(f"/desk/programmes/{made.pk}/strand/", {"title": "红色楼院", "aim": "a"}).status_code
        == 302
    )
    project = make_item(cast, kind="project", title="楼院亮灯", state="running", phase="handling")
    strand = Strand.objects.get()
    assert client.post(f"/desk/programmes/hang/{project.pk}/", {"strand": strand.pk}).status_code == 302
    assert "楼院亮灯" in client.get(f"/desk/programmes/{made.pk}/").content.decode()
    off = f"/desk/programmes/hang/{project.pk}/{strand.pk}/off/"
    assert client.post(off, {"reason": ""}).status_code == 422
    assert client.post(off, {"reason": "挂错了"}).status_code == 302
    unit = Unit.objects.filter(office=cast.office, kind=UnitKind.COMMUNITY).first()
    assert unit is not None
    form = {
        "office": cast.office.pk,
        "year": year,
        "title": "楼院",
        "unit": unit.pk,
        "target": "30",
        "counted_in": "个",
    }
    assert client.post("/desk/programmes/goals/new/", form | {"target": "-1"}).status_code == 422
    assert client.post("/desk/programmes/goals/new/", form).status_code == 302
    made_goal = AnnualGoal.objects.get()
    report = f"/desk/programmes/goals/{made_goal.pk}/report/"
    told = {"amount": "12", "day": f"{timezone.localdate()}", "note": "一季度", "once": "r"}
    for _time in range(2):
        assert cast.client_for(cast.clerk).post(report, told).status_code == 302
    page = client.get(f"/desk/programmes/goals/{made_goal.pk}/").content.decode()
    assert "40%" in page
    assert cast.client_for(cast.second_clerk).get(report).status_code == 403
    assert cast.client_for(cast.outsider).get(f"/desk/programmes/goals/{made_goal.pk}/").status_code in (
        403,
        404,
    )
