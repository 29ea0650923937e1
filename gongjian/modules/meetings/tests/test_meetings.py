"""A meeting from calling it to its minutes, the decisions it leaves and the promises that are kept or not."""

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from gongjian.core.events import emit
from gongjian.core.items.actions import make_move
from gongjian.core.items.events import PromiseMade
from gongjian.core.items.models import Item
from gongjian.core.links.models import ITEM
from gongjian.core.links.walking import thread_of
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.lib.worktime import SHANGHAI
from gongjian.modules.meetings import actions
from gongjian.modules.meetings.code import address_of, picture_of
from gongjian.modules.meetings.keeping import forget_names
from gongjian.modules.meetings.minutes import minutes_docx
from gongjian.modules.meetings.models import Attendance, Decision, Meeting, Promise
from tests.cast import Cast
from tests.items import make_item

NOW = dt.datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)
HOUR = dt.timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast: Cast) -> Item:
    return make_item(cast, title="楼道灯不亮")


@pytest.fixture
def meeting(cast: Cast, report: Item) -> Meeting:
    return actions.call_meeting(
        cast.office, kind="joint", title="第一季度联席会议", starts_at=NOW + HOUR, place="二楼会议室", actor=cast.secretary,
        now=NOW, units=[cast.city_unit, cast.partner], items=[report],
    )  # fmt: skip


def decided(cast: Cast, meeting: Meeting, **changed: Any) -> Decision:
    told: dict[str, Any] = {
        "title": "更换三个楼院的灯", "unit": cast.city_unit, "due_on": dt.date(2026, 4, 1), "actor": cast.secretary, "now": NOW + 2 * HOUR,
        "point": meeting.points.get(),
    }  # fmt: skip
    return actions.decide(meeting.pk, **(told | changed))


def test_a_decision_is_a_task_and_stands_between_the_report_and_the_meeting(
    cast: Cast, meeting: Meeting, report: Item
) -> None:
    made = decided(cast, meeting)
    assert (made.item.unit, made.item.due_at) == (
        cast.city_unit,
        dt.datetime(2026, 4, 1, 18, tzinfo=SHANGHAI),
    )
    thread = thread_of((ITEM, made.pk), access_of(cast.secretary))
    assert thread is not None
    assert {knot.face.title for knot in thread.earlier} == {"第一季度联席会议", "楼道灯不亮"}
    forward = thread_of((ITEM, report.pk), access_of(cast.secretary))
    assert forward is not None
    assert [knot.face.title for knot in forward.later] == ["更换三个楼院的灯"]
    make_move(made.pk, "start", actor=cast.head, now=NOW + 3 * HOUR)
    make_move(made.pk, "submit", actor=cast.head, now=NOW + 4 * HOUR, note="换好了")
    with pytest.raises(Refused):
        make_move(made.pk, "confirm", actor=cast.head, now=NOW + 5 * HOUR)
    make_move(made.pk, "confirm", actor=cast.checker, now=NOW + 5 * HOUR)
    made.item.refresh_from_db()
    assert (made.item.state, made.item.result) == ("done", "done")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"), ({"due_on": dt.date(2026, 3, 2)}, "due_on"), ({"unit": "twin"}, "unit"),
        ({"handler": "clerk"}, "handler"), ({"actor": "clerk"}, ""),
    ],
)  # fmt: skip
def test_a_decision_that_makes_no_sense_is_refused_at_its_field(
    cast: Cast, meeting: Meeting, changed: dict[str, Any], field: str
) -> None:
    values = {name: _meant(cast, value) for name, value in changed.items()}
    with pytest.raises(Refused) as refused:
        decided(cast, meeting, **values)
    assert refused.value.field == field
    assert not Decision.objects.exists()


def _meant(cast: Cast, value: Any) -> Any:
    return (
        {"twin": cast.twin.city_unit, "clerk": cast.clerk}.get(value, value)
        if isinstance(value, str)
        else value
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "chat"}, "kind"), ({"kind": "daily"}, "about"), ({"title": ""}, "title"),
        ({"starts_at": NOW.replace(year=2062)}, "starts_at"), ({"units": "twin"}, "units"), ({"about": "elsewhere"}, "about"),
        ({"actor": "clerk"}, ""),
    ],
)  # fmt: skip
def test_a_meeting_that_makes_no_sense_is_not_called(cast: Cast, changed: dict[str, Any], field: str) -> None:
    known = {
        "twin": [cast.twin.partner], "elsewhere": make_item(cast, area=cast.twin_community), "clerk": cast.clerk,
    }  # fmt: skip
    told: dict[str, Any] = {
        "kind": "joint", "title": "会", "starts_at": NOW, "place": "街道", "actor": cast.secretary, "now": NOW, "units": [],
    }  # fmt: skip
    told |= {
        name: known.get(value, value) if isinstance(value, str) else value for name, value in changed.items()
    }
    with pytest.raises(Refused) as refused:
        actions.call_meeting(cast.office, **told)
    assert refused.value.field == field
    assert not Meeting.objects.exists()


def test_a_daily_meeting_goes_on_with_what_is_open(cast: Cast, report: Item) -> None:
    other = make_item(cast, title="管道渗水")
    first = actions.call_meeting(
        cast.office, kind="daily", title="供暖日调度", starts_at=NOW, place="工地", about=report, items=[report, other],
        units=[cast.partner], actor=cast.secretary, now=NOW,
    )  # fmt: skip
    Item.objects.filter(pk=other.pk).update(state="closed", phase="closed", closed_at=NOW)
    following = actions.call_next(first.pk, starts_at=NOW + 24 * HOUR, actor=cast.secretary, now=NOW + HOUR)
    assert [point.title for point in following.points.all()] == ["楼道灯不亮"]
    assert [one.unit for one in following.attendances.all()] == [cast.partner]
    assert following.before == first
    with pytest.raises(Refused):
        actions.call_next(first.pk, starts_at=NOW, actor=cast.secretary, now=NOW)


def test_somebody_signs_in_by_the_code_once_and_within_its_time(cast: Cast, meeting: Meeting) -> None:
    for wrong in (NOW - 2 * HOUR, NOW + 14 * HOUR):
        with pytest.raises(Refused):
            actions.check_in(meeting, unit_id=cast.partner.pk, name="任联", now=wrong)
    with pytest.raises(Refused, match=r"asked|通知"):
        actions.check_in(meeting, unit_id=cast.power.pk, name="任联", now=NOW)
    with pytest.raises(Refused, match=r"name|姓名"):
        actions.check_in(meeting, unit_id=cast.partner.pk, now=NOW)
    first = actions.check_in(meeting, unit_id=cast.partner.pk, name="任联远", now=NOW)
    again = actions.check_in(meeting, unit_id=cast.partner.pk, name="别人", now=NOW + HOUR)
    assert (again.at, again.name_shown) == (first.at, first.name_shown)
    assert "任联远" not in first.name_shown
    assert "任联远".encode() not in bytes(first.name_sealed or b"")
    assert forget_names(NOW + dt.timedelta(days=800)) == 1
    assert not Attendance.objects.exclude(name_shown="").exists()


def test_the_code_leads_to_a_page_without_sign_in_and_a_wrong_one_to_nothing(cast: Cast) -> None:
    meeting = actions.call_meeting(
        cast.office, kind="joint", title="今天的会", starts_at=timezone.now(), place="街道", actor=cast.secretary,
        now=timezone.now(), units=[cast.partner],
    )  # fmt: skip
    address, anyone = address_of(meeting), Client()
    assert b"<svg" in picture_of(f"http://127.0.0.1{address}")
    assert anyone.get(address).status_code == 200
    assert anyone.post(address, {"unit": cast.partner.pk}).status_code == 422
    done = anyone.post(address, {"unit": cast.partner.pk, "name": "任联"})
    assert done.status_code == 200
    assert meeting.attendances.get().presence == "present"
    assert anyone.get(address[:-2] + "00/").status_code == 404
    signed_in = cast.client_for(cast.partner_contact)
    assert cast.partner_contact.name in signed_in.get(address).content.decode()


def test_settled_minutes_change_no_more_and_say_who_was_absent(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(Refused, match=r"begun|开始"):
        actions.settle_minutes(meeting.pk, actor=cast.secretary, now=NOW)
    actions.check_in(meeting, unit_id=cast.partner.pk, name="任联", now=NOW)
    point = meeting.points.get()
    actions.write_outcome(
        point.pk, outcome="同意更换，联系 13812345678", actor=cast.secretary, now=NOW + HOUR
    )
    decided(cast, meeting)
    actions.settle_minutes(meeting.pk, minutes="散会", actor=cast.secretary, now=NOW + 3 * HOUR)
    assert sorted(meeting.attendances.values_list("presence", flat=True)) == ["absent", "present"]
    late = NOW + 4 * HOUR
    for act in (
        lambda: actions.write_outcome(point.pk, outcome="改", actor=cast.secretary, now=late),
        lambda: actions.add_point(meeting.pk, title="又一项", actor=cast.secretary, now=late),
        lambda: actions.take_point_off(point.pk, actor=cast.secretary, now=late),
        lambda: actions.cancel_meeting(meeting.pk, why="x", actor=cast.secretary, now=late),
        lambda: decided(cast, meeting, now=late),
        lambda: actions.ask_unit(meeting.pk, unit=cast.power, actor=cast.secretary, now=late),
    ):
        with pytest.raises(Refused):
            act()
    meeting.refresh_from_db()
    text = _words(minutes_docx(meeting))
    for words in (
        "第一季度联席会议",
        "同意更换",
        "更换三个楼院的灯",
        "2026-04-01",
        "散会",
        cast.partner.name,
    ):
        assert words in text
    assert "13812345678" not in text


def _words(data: bytes) -> str:
    made = Document(io.BytesIO(data))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])


def test_a_meeting_in_which_something_was_decided_is_not_called_off(cast: Cast, meeting: Meeting) -> None:
    decided(cast, meeting)
    with pytest.raises(Refused, match=r"decided|议定"):
        actions.cancel_meeting(meeting.pk, why="改期", actor=cast.secretary, now=NOW)


def promised(cast: Cast, **changed: Any) -> Promise:
    told: dict[str, Any] = {
        "title": "周二开放报告厅", "unit": cast.partner, "to_whom": "各社区", "due_on": dt.date(2026, 4, 1), "said_in": "联席会议",
        "actor": cast.secretary, "now": NOW,
    }  # fmt: skip
    return actions.promise(cast.office, **(told | changed))


def test_the_partner_says_from_her_inbox_that_it_is_kept_and_somebody_else_looks(cast: Cast) -> None:
    made = promised(cast)
    inbox = cast.client_for(cast.partner_contact).get(reverse("items:inbox")).content.decode()
    assert made.item.number in inbox
    make_move(made.pk, "tell", actor=cast.partner_contact, now=NOW + HOUR, note="已经开放")
    with pytest.raises(Refused):
        make_move(made.pk, "keep", actor=cast.partner_contact, now=NOW + 2 * HOUR)
    make_move(made.pk, "keep", actor=cast.checker, now=NOW + 2 * HOUR)
    made.item.refresh_from_db()
    assert made.item.result == "kept"


def test_a_partner_sees_her_own_units_promises_and_meetings_only(cast: Cast, meeting: Meeting) -> None:
    mine, other = promised(cast), promised(cast, unit=cast.power, title="停电提前告知")
    client = cast.client_for(cast.partner_contact)
    assert client.get(reverse("meetings:promise", args=[mine.pk])).status_code == 200
    assert client.get(reverse("meetings:promise", args=[other.pk])).status_code == 404
    assert client.get(reverse("meetings:meeting", args=[meeting.pk])).status_code == 200
    unasked = actions.call_meeting(
        cast.office, kind="joint", title="内部会", starts_at=NOW, place="街道", actor=cast.secretary, now=NOW
    )
    assert client.get(reverse("meetings:meeting", args=[unasked.pk])).status_code == 404


def test_a_promise_made_in_another_modules_thing_stands_in_the_list(cast: Cast, report: Item) -> None:
    emit(
        PromiseMade(
            cast.office,
            cast.partner,
            "修好楼道灯",
            "三号楼居民",
            dt.date(2026, 5, 1),
            "入户走访",
            report,
            NOW,
        )
    )
    made = Promise.objects.get()
    thread = thread_of((ITEM, made.pk), access_of(cast.secretary))
    assert thread is not None
    assert [knot.face.title for knot in thread.earlier] == ["楼道灯不亮"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"), ({"to_whom": ""}, "to_whom"), ({"due_on": dt.date(2026, 3, 1)}, "due_on"),
        ({"said_on": dt.date(2026, 3, 9)}, "said_on"),
    ],
)  # fmt: skip
def test_a_promise_that_makes_no_sense_is_refused(cast: Cast, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        promised(cast, **changed)
    assert refused.value.field == field


def test_the_secretary_holds_a_meeting_by_the_pages(cast: Cast, report: Item) -> None:
    client, now = cast.client_for(cast.secretary), timezone.localtime()
    begins = (now - HOUR).strftime("%Y-%m-%dT%H:%M")
    called = client.post(reverse("meetings:call"), {
        "kind": "coordination", "title": "供暖协调会", "area": cast.office.pk, "starts_at": begins, "place": "社区",
        "about": report.number, "units": [cast.city_unit.pk, cast.partner.pk],
    })  # fmt: skip
    meeting = Meeting.objects.get()
    assert called["Location"] == reverse("meetings:meeting", args=[meeting.pk])
    point = meeting.points.get()
    late = make_item(cast, title="拖了很久", due_at=timezone.now() - 50 * HOUR)
    assert "拖了很久" in client.get(reverse("meetings:add_point", args=[meeting.pk])).content.decode()
    client.post(reverse("meetings:add_point", args=[meeting.pk]), {"number": late.number})
    client.post(reverse("meetings:outcome", args=[meeting.pk, point.pk]), {"outcome": "分三步走"})
    due = (now + 99 * HOUR).strftime("%Y-%m-%d")
    client.post(reverse("meetings:decide_on", args=[meeting.pk, point.pk]), {
        "title": "先检修老管道", "unit": cast.city_unit.pk, "due_on": due})  # fmt: skip
    seat = meeting.attendances.get(unit=cast.partner)
    client.post(reverse("meetings:presence", args=[meeting.pk, seat.pk]), {"presence": "excused"})
    seat.refresh_from_db()
    assert seat.presence == "asked"
    client.post(
        reverse("meetings:presence", args=[meeting.pk, seat.pk]), {"presence": "excused", "reason": "外出"}
    )
    assert client.post(reverse("meetings:settle", args=[meeting.pk]), {"minutes": ""}).status_code == 302
    page = client.get(reverse("meetings:meeting", args=[meeting.pk])).content.decode()
    for words in ("供暖协调会", "分三步走", "先检修老管道", "拖了很久", "外出"):
        assert words in page
    answer = client.get(reverse("meetings:minutes", args=[meeting.pk]))
    assert "分三步走" in _words(answer.content)


def test_a_clerk_reads_and_an_outsider_finds_nothing(cast: Cast, meeting: Meeting) -> None:
    page = reverse("meetings:meeting", args=[meeting.pk])
    assert cast.client_for(cast.secretary).get(page).status_code == 200
    assert cast.client_for(cast.outsider).get(page).status_code == 404
    for name in ("add_point", "decide", "settle", "code", "cancel"):
        address = reverse(f"meetings:{name}", args=[meeting.pk])
        assert cast.client_for(cast.clerk).get(address).status_code in (403, 404), name


@pytest.mark.django_db
def test_units_are_asked_by_kind(cast: Cast) -> None:
    page = cast.client_for(cast.secretary).get("/desk/meetings/call/").content.decode()
    assert page.count('class="opt-group"') >= 2
    asked = page[page.index("opt-group") :]
    assert asked.index("科室") < asked.index("共建单位")
