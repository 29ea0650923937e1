"""What the module's actions do and refuse."""

import datetime as dt

import pytest

from gongjian.core.files.models import Attachment
from gongjian.core.items import side
from gongjian.core.items.models import Item
from gongjian.core.links.models import Link
from gongjian.core.measures.registry import value_of
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.core.search import matching
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports import actions
from gongjian.modules.reports.actions.drafting import keep_what, sweep_drafts
from gongjian.modules.reports.follow import find_followed, token_of
from gongjian.modules.reports.models import Draft, Report, Satisfaction
from gongjian.modules.reports.story import day_words, story_of

pytestmark = pytest.mark.django_db


def followed(report: Report):
    return find_followed(token_of(report))


def test_personal_numbers_are_masked_where_they_are_stored_and_found(office):
    report = office.told(
        text="请打13800138000，身份证110101199003077758", place="找13800138000", phone="13900139000"
    )
    assert "13800138000" not in report.body + report.item.title + report.item.place
    assert "110101199003077758" not in report.body
    assert "13800138000" in unseal(report, "body")
    assert not matching(Item.objects.all(), "13800138000").exists()
    assert matching(Item.objects.all(), "身份证").get().pk == report.pk
    assert "13900139000" not in str(TrailRow.objects.filter(item=report.item).values())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"text": "  "}, "text"), ({"text": "长" * 5001}, "text"), ({"phone": "12"}, "phone"),
     ({"wants_reply": True}, "phone"), ({"lat": 34.7}, "place"), ({"lat": 91.0, "lon": 1.0}, "place"),
     ({"place": "远" * 201}, "place"), ({"name": "名" * 41}, "name")],
)  # fmt: skip
def test_a_wrong_report_is_refused_and_leaves_nothing(office, wrong, field):
    with pytest.raises(Refused) as refused:
        office.told(**wrong)
    assert refused.value.field == field and not Report.objects.exists() and not Item.objects.exists()


def test_a_clerk_writes_down_for_her_own_community_only(office, cast, now):
    told = actions.Told(area=cast.community, text="垃圾没人收")
    report = actions.register_report(told, channel="counter", actor=cast.clerk, now=now)
    assert report.channel == "counter"
    other = actions.Told(area=cast.second_community, text="垃圾没人收")
    with pytest.raises(Refused):
        actions.register_report(other, channel="counter", actor=cast.clerk, now=now)
    with pytest.raises(Refused):
        actions.register_report(told, channel="web", actor=cast.clerk, now=now)
    with pytest.raises(Refused):
        actions.register_report(
            told, channel="phone", actor=cast.clerk, now=now, opened_at=now + dt.timedelta(days=1)
        )


def test_whoever_did_the_work_cannot_close_it(office):
    report = office.checking()
    with pytest.raises(Refused):
        office.move(report, "check_pass", "head", result="fixed", public_note="好了")
    office.move(report, "check_pass", "checker", result="fixed", public_note="好了")
    assert office.fresh(report).item.result == "fixed"


def test_fixed_at_once_needs_a_picture_and_a_second_person(office, cast):
    report = office.told()
    with pytest.raises(Refused) as refused:
        office.move(report, "fix_at_once", "clerk", note="当场扶正")
    assert refused.value.field == "picture"
    office.move(report, "fix_at_once", "clerk", note="当场扶正", pictures=[office.picture])
    report = office.fresh(report)
    assert (report.item.state, report.item.result, report.item.unit) == (
        "checking",
        "fixed_at_once",
        cast.committee,
    )
    office.move(report, "check_pass", "checker", result="fixed_at_once", public_note="当场办好了。")
    actions.rate(followed(report), verdict="unsatisfied", now=report.item.opened_at + dt.timedelta(days=1))
    assert office.fresh(report).item.unit == cast.committee


def test_a_report_goes_out_and_comes_back(office, cast, now):
    report = office.handling()
    with pytest.raises(Refused):
        office.move(report, "hand_over", "head", note="没有选单位")
    live = side.hand_over(report.pk, actor=cast.head, unit=cast.power, request="请断电检修", now=now)
    assert office.fresh(report).item.state == "outside"
    assert "供电公司" in str([str(beat.words) for beat in story_of(followed(report), now=now).beats])
    side.end_hand_over(live.pk, actor=cast.head, outcome="done", answer="修好了", now=now)
    assert office.fresh(report).item.state == "handling"


def test_returned_to_the_desk_it_waits_again(office):
    report = office.handling()
    with pytest.raises(Refused):
        office.move(report, "return_to_desk", "head", note="")
    office.move(report, "return_to_desk", "head", note="不归我们管")
    item = office.fresh(report).item
    assert (item.state, item.unit, item.handler) == ("new", None, None)


def test_the_category_brings_its_own_limit(office, cast, now):
    report = office.dispatched()
    before = report.item.due_at
    actions.correct_category(report.pk, category=office.lighting, actor=cast.dispatcher, now=now)
    assert office.fresh(report).item.due_at < before
    with pytest.raises(Refused):
        actions.correct_category(report.pk, category=office.roads, actor=cast.head, now=now)


def test_joining_takes_followers_along_and_refuses_what_makes_no_sense(office, cast, now):
    first, second, third = (office.told(text=f"井盖{n}") for n in range(3))
    join = {"actor": cast.dispatcher, "now": now}
    for wrong in (first.pk, 999_999):
        with pytest.raises(Refused):
            actions.merge_report(first.pk, into=wrong, **join)
    actions.merge_report(first.pk, into=second.pk, **join)
    with pytest.raises(Refused):
        actions.merge_report(second.pk, into=first.pk, **join)
    actions.merge_report(second.pk, into=third.pk, **join)
    assert {row.origin_id for row in third.followers.filter(ended_at=None)} == {first.pk, second.pk}
    assert not second.followers.filter(ended_at=None).exists()
    assert Link.objects.filter(kind="duplicate").count() == 2
    assert followed(first).report.pk == third.pk
    assert not Item.objects.get(pk=first.pk).clocks.filter(stopped_at=None).exists()


def test_a_follower_says_what_she_thinks_of_the_joint_answer(office, cast, now):
    target, twin = office.told(text="井盖一"), office.told(text="井盖二")
    actions.merge_report(twin.pk, into=target.pk, actor=cast.dispatcher, now=now)
    actions.sort_report(target.pk, category=office.roads, unit=cast.city_unit, actor=cast.dispatcher, now=now)
    for name, who, inputs in (
        ("accept", "head", {}),
        ("submit", "head", {"note": "换了"}),
        ("check_pass", "checker", {"result": "fixed", "public_note": "换好了"}),
    ):
        office.move(target, name, who, **inputs)
    actions.rate(followed(target), verdict="satisfied", now=now)
    actions.rate(followed(twin), verdict="unsatisfied", comment="我家门口那个没换", now=now)
    assert Satisfaction.objects.filter(report=target).count() == 2
    assert office.fresh(target).item.state == "handling"


def test_a_joined_report_taken_back_stands_for_itself(office, cast, now):
    first, second = office.told(text="井盖"), office.told(text="路灯")
    actions.merge_report(second.pk, into=first.pk, actor=cast.dispatcher, now=now)
    office.move(second, "back_to_desk", "dispatcher", note="不是一件事")
    second = office.fresh(second)
    assert (second.item.state, second.merged_into) == ("new", None)
    assert followed(second).report.pk == second.pk
    actions.merge_report(second.pk, into=first.pk, actor=cast.dispatcher, now=now)


def test_a_refused_report_can_be_looked_at_again(office, now):
    report = office.told()
    office.move(
        report, "refuse", "dispatcher", note="属市政", public_note="这段路归市政所管，电话0371-12345678。"
    )
    assert office.fresh(report).answers.count() == 1
    actions.rate(followed(report), verdict="unsatisfied", now=now)
    assert office.fresh(report).item.state == "new"


def test_contacts_are_destroyed_ninety_days_after_closing(office, now):
    report = office.closed(text="电话13800138000", name="李四光", phone="13900139000")
    still_open = office.told(phone="13900139000")
    day = dt.timedelta(days=1)
    assert actions.forget_contacts(now + 89 * day) == 0
    assert actions.forget_contacts(now + 91 * day) == 1
    assert actions.forget_contacts(now + 92 * day) == 0
    report = office.fresh(report)
    assert (
        not report.has_contact
        and not report.body_sealed
        and not report.phone_shown
        and not report.phone_index
    )
    assert office.fresh(still_open).has_contact
    assert TrailRow.objects.filter(action="reports.forget_contacts").count() == 1


def test_drafts_that_were_never_sent_are_swept_with_their_pictures(office, picture, now):
    keep_what(None, text="写了一半", pictures=[picture], now=now)
    assert sweep_drafts(now + dt.timedelta(hours=23)) == 0
    assert sweep_drafts(now + dt.timedelta(hours=25)) == 1
    assert not Draft.objects.exists() and not Attachment.objects.exists()


def test_the_story_tells_how_long_it_usually_takes(office, now):
    report = office.handling()
    later = now + dt.timedelta(days=1, hours=4)
    promise = story_of(followed(report), now=later).promise
    assert promise is not None and "3" in promise.limit and "1.5" in promise.used
    assert not promise.late and promise.used_pct == 45


def test_figures_leave_invented_reports_out_as_soon_as_the_office_has_a_real_one(office, now):
    office.told(is_demo=True)
    office.told(is_demo=True)
    assert value_of("reports.received", now=now).value == 2
    office.told()
    assert value_of("reports.received", now=now).value == 1


def test_invented_reports_of_another_office_count_until_it_has_a_real_one(office, cast, now):
    office.told()
    elsewhere = office.told(is_demo=True)
    Report.objects.filter(pk=elsewhere.pk).update(office=cast.twin_office)
    assert value_of("reports.received", now=now).value == 2


def test_every_measure_computes_and_leads_to_rows(office, cast, now):
    actions.rate(followed(office.closed()), verdict="satisfied", now=now)
    office.dispatched()
    late = now + dt.timedelta(days=30)
    expected = {"received": 2, "open": 1, "closed": 1, "answered": 1, "overdue": 1, "satisfied_rate": 100}
    for name, value in expected.items():
        assert value_of(f"reports.{name}", now=late).value == value, name
    client = cast.client_for(cast.secretary)
    from gongjian.core.measures.measure import Scope
    from gongjian.modules.reports.measures import MEASURES

    for measure in MEASURES:
        assert (
            client.get(measure.rows(Scope(now=late, since=now.date(), until=now.date()))).status_code == 200
        )


def test_a_limit_that_ends_at_midnight_is_told_as_the_day_before():
    midnight = dt.datetime(2026, 3, 20, 16, 0, tzinfo=dt.UTC)
    assert day_words(midnight) == "2026-03-20"
    assert day_words(midnight - dt.timedelta(hours=8)) == "2026-03-20 下午"
