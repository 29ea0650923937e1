"""Rules that say to whom a report goes: written, tried on last month's reports, switched on; a person dispatches."""

import datetime as dt

import pytest
from django.urls import reverse

from gongjian.core.people.roles import Role
from gongjian.core.refusal import Refused
from gongjian.modules.reports.actions import (
    RuleFacts,
    save_category,
    save_rule,
    sort_report,
    switch_rule,
    try_rule,
)
from gongjian.modules.reports.models import Category, Report, RoutingRule
from gongjian.modules.reports.tests.conftest import NOW
from tests.cast import Cast, give, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamps(cast: Cast) -> Category:
    save_category(office=cast.office, code="c01", name="市政", lead_unit=cast.city_unit, actor=None, now=NOW)
    return Category.objects.with_paths().get(code="c01")


def rule_of(cast: Cast, **facts: object) -> RoutingRule:
    given = {"unit": cast.community_unit} | facts
    return save_rule(cast.office, facts=RuleFacts(**given), actor=cast.dispatcher, now=NOW)  # type: ignore[arg-type]


def test_a_rule_is_tried_on_past_reports_before_it_proposes(
    cast: Cast, lamps: Category, new_report: Report
) -> None:
    sort_report(new_report.pk, category=lamps, unit=cast.city_unit, actor=cast.dispatcher, now=NOW)
    word = new_report.item.title[:2]
    rule = rule_of(cast, category=lamps, words=f"没有的词 {word}")
    with pytest.raises(Refused) as caught:
        switch_rule(rule.pk, cast.office, on=True, actor=cast.dispatcher, now=NOW)
    assert caught.value.code == "not_tried"
    trial = try_rule(rule.pk, cast.office, actor=cast.dispatcher, now=NOW + dt.timedelta(days=1))
    assert (trial.reports, trial.fits, trial.agrees, trial.differs) == (1, 1, 0, 1)
    switch_rule(rule.pk, cast.office, on=True, actor=cast.dispatcher, now=NOW)
    rule.refresh_from_db()
    assert rule.state == "on" and rule.tried["fits"] == 1
    save_rule(
        cast.office,
        facts=RuleFacts(unit=cast.city_unit, words="别的"),
        actor=cast.dispatcher,
        now=NOW,
        rule_id=rule.pk,
    )
    rule.refresh_from_db()
    assert rule.state == "draft" and not rule.tried


def test_the_desk_is_told_what_the_rule_says_and_may_do_otherwise(
    cast: Cast, lamps: Category, new_report: Report
) -> None:
    rule = rule_of(cast, area=cast.community)
    RoutingRule.objects.filter(pk=rule.pk).update(state="on", since=dt.date(2020, 1, 1))
    client = cast.client_for(cast.dispatcher)
    page = client.get(reverse("reports:sort")).content.decode()
    assert str(cast.community_unit) in page and "→" in page
    given = {"report": new_report.pk, "category": lamps.pk, "unit": "", "note": "", "once": "r1"}
    assert client.post(reverse("reports:sort"), given).status_code == 302
    new_report.item.refresh_from_db()
    assert new_report.item.unit == cast.community_unit


def test_the_first_rule_in_order_wins_and_a_resting_unit_is_passed_over(
    cast: Cast, lamps: Category, new_report: Report
) -> None:
    from gongjian.modules.reports.routing import proposed_for

    first = rule_of(cast, category=lamps, order=10)
    second = rule_of(cast, area=cast.office, unit=cast.city_unit, order=20)
    assert proposed_for(new_report, lamps, rules=[first, second]).rule == first  # type: ignore[union-attr]
    first.unit.active = False
    assert proposed_for(new_report, lamps, rules=[first, second]).rule == second  # type: ignore[union-attr]
    assert proposed_for(new_report, None, rules=[first]) is None
    assert proposed_for(new_report, lamps, rules=[]).unit == cast.city_unit  # type: ignore[union-attr]


@pytest.mark.parametrize("facts", [{}, {"words": "  "}])
def test_a_rule_that_asks_nothing_is_refused(cast: Cast, facts: dict[str, object]) -> None:
    with pytest.raises(Refused) as caught:
        rule_of(cast, **facts)
    assert caught.value.field == "category"


def test_only_the_desk_keeps_rules_and_another_office_sees_none(cast: Cast, lamps: Category) -> None:
    rule = rule_of(cast, category=lamps)
    address = reverse("reports:rule", args=[rule.pk])
    assert cast.client_for(cast.dispatcher).get(address).status_code == 200
    assert cast.client_for(cast.clerk).get(address).status_code == 403
    assert cast.client_for(cast.twin.dispatcher).get(address).status_code == 404
    with pytest.raises(Refused):
        switch_rule(rule.pk, cast.office, on=False, actor=cast.clerk, now=NOW)


def test_the_desk_writes_a_rule_on_the_page(cast: Cast, lamps: Category) -> None:
    client = cast.client_for(cast.dispatcher)
    given = {"category": lamps.pk, "words": "路灯 灯杆", "unit": cast.city_unit.pk, "order": 5, "once": "w1"}
    answer = client.post(reverse("reports:new_rule"), given)
    rule = RoutingRule.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("reports:rule", args=[rule.pk])
    client.post(reverse("reports:try_rule", args=[rule.pk]), {"once": "w2"})
    client.post(reverse("reports:switch_rule", args=[rule.pk]), {"on": "1", "once": "w3"})
    rule.refresh_from_db()
    assert rule.state == "on"
    assert "路灯 灯杆" in client.get(reverse("reports:rules")).content.decode()


def test_rules_are_kept_for_the_whole_office_not_for_a_community(cast: Cast, lamps: Category) -> None:
    rule = rule_of(cast, category=lamps, words="灯")
    local = make_person("村派", username="local_dispatcher", office=cast.office)
    give(local, role=Role.DISPATCHER, area=cast.community)
    client = cast.client_for(local)
    assert str(rule.words) not in client.get(reverse("reports:rules")).content.decode()
    assert client.get(reverse("reports:rule", args=[rule.pk])).status_code == 404
    assert cast.client_for(cast.dispatcher).get(reverse("reports:rule", args=[rule.pk])).status_code == 200
