"""Posts, terms of office, seats of units, and a unit that withdraws."""

import datetime as dt
import random

import pytest
from django.urls import reverse

from gongjian.core import events
from gongjian.core.areas import seeds as area_seeds
from gongjian.core.areas.models import Area
from gongjian.core.notices.models import Notice
from gongjian.core.orgs import posting, seeds
from gongjian.core.orgs.events import UnitWithdrew
from gongjian.core.orgs.models import Appointment, Term, Unit, UnitKind
from gongjian.core.orgs.party import party_tree
from gongjian.core.orgs.reminding import forget_names, remind_of_terms
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.lib.worktime import SHANGHAI

NOW = dt.datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()


def years(number):
    return dt.date(TODAY.year + number, TODAY.month, TODAY.day)


@pytest.fixture
def post(cast):
    return posting.add_post(cast.branch, title="支部书记", actor=cast.secretary, now=NOW)


def begin(cast, post, **options):
    given = {"kind": "elected", "since": TODAY, "until": years(3), "person": cast.branch_secretary}
    return posting.begin_term(post, **given | options, actor=cast.secretary, now=NOW)


def appoint(cast, **options):
    given = {"unit": cast.partner, "kind": "member", "since": TODAY, "until": years(3), "name": "任联"}
    return posting.appoint(cast.branch, **given | options, actor=cast.secretary, now=NOW)


def test_one_seat_is_held_by_one_person_at_a_time(cast, post):
    term = begin(cast, post)
    with pytest.raises(Refused):
        begin(cast, post, person=None, name="接任人")
    begin(cast, post, person=None, name="接任人", since=years(3), until=years(6))
    posting.end_term(term, on=TODAY + dt.timedelta(days=9), reason="调离", actor=cast.secretary, now=NOW)
    early = begin(cast, post, person=None, name="代理人", since=TODAY + dt.timedelta(days=9), until=years(3))
    assert early.pk and TrailRow.objects.filter(action="orgs.begin_term").count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": None},
        {"name": "两个"},
        {"until": TODAY},
        {"until": dt.date(2040, 1, 1)},
        {"kind": "seized"},
    ],
)
def test_a_term_that_makes_no_sense_is_refused(cast, post, wrong):
    with pytest.raises(Refused):
        begin(cast, post, **wrong)


def test_posts_belong_to_party_organisations(cast):
    with pytest.raises(Refused):
        posting.add_post(cast.city_unit, title="书记", actor=cast.secretary, now=NOW)
    with pytest.raises(Refused):
        posting.add_post(cast.branch, title=" ", actor=cast.secretary, now=NOW)


def test_a_unit_of_another_office_gets_no_seat(cast):
    with pytest.raises(Refused):
        appoint(cast, unit=cast.twin.partner)
    appoint(cast)
    with pytest.raises(Refused):
        appoint(cast)


def test_names_are_sealed_and_destroyed_three_years_after(cast, post):
    begin(cast, post, person=None, name="某某某")
    assert "某某某" not in str(Term.objects.values().get())
    assert (
        "某某某"
        in cast.client_for(cast.clerk).get(reverse("orgs:detail", args=[cast.branch.pk])).content.decode()
    )
    assert forget_names(NOW + dt.timedelta(days=365 * 6)) == 0
    assert forget_names(NOW + dt.timedelta(days=365 * 6 + 10)) == 1


def test_the_end_of_a_term_is_told_once_even_after_missed_days(cast, post):
    begin(cast, post, until=TODAY + dt.timedelta(days=61))
    remind_of_terms(NOW)
    assert not Notice.objects.filter(kind="term_ends").exists()
    later = NOW + dt.timedelta(days=20)
    for _run in range(2):
        remind_of_terms(later)
    told = Notice.objects.filter(kind="term_ends")
    assert set(told.values_list("person", flat=True)) == {cast.secretary.pk, cast.branch_secretary.pk}
    assert told.count() == 2
    remind_of_terms(NOW + dt.timedelta(days=58))
    assert told.count() == 4


def test_a_unit_that_withdraws_loses_its_seats_and_others_are_told(cast, monkeypatch):
    appoint(cast)
    heard = []
    monkeypatch.setitem(events._receivers, UnitWithdrew, [heard.append])
    posting.withdraw_unit(cast.partner, on=TODAY, reason="单位搬迁", by=cast.secretary, now=NOW)
    assert [(event.unit, event.reason) for event in heard] == [(cast.partner, "单位搬迁")]
    assert Appointment.objects.get().ended_on and not Unit.objects.get(pk=cast.partner.pk).active
    assert cast.partner.pk not in access_of(cast.partner_contact, today=TODAY).unit_ids
    with pytest.raises(Refused):
        posting.withdraw_unit(cast.partner, on=TODAY, reason="再退", by=cast.secretary, now=NOW)
    with pytest.raises(Refused):
        posting.withdraw_unit(cast.city_unit, on=TODAY, reason="撤并", by=cast.secretary, now=NOW)


def test_the_pages_do_it_for_whoever_organises_there(cast):
    branch = cast.client_for(cast.branch_secretary)
    given = {"title": "支部书记", "seats": 1, "once": "p1"}
    assert branch.post(reverse("orgs:add_post", args=[cast.branch.pk]), given).status_code == 302
    post = cast.branch.posts.get()
    term = {
        "kind": "elected",
        "person": "",
        "name": "段某",
        "since": "2026-01-01",
        "until": "2029-01-01",
        "once": "t1",
    }
    assert branch.post(reverse("orgs:begin_term", args=[post.pk]), term).status_code == 302
    seat = {
        "unit": cast.partner.pk,
        "kind": "member",
        "name": "",
        "since": "2026-01-01",
        "until": "2029-01-01",
    }
    assert (
        branch.post(reverse("orgs:appoint", args=[cast.branch.pk]), seat | {"once": "s1"}).status_code == 302
    )
    end = {"on": "2026-02-01", "reason": "调整"}
    assert (
        branch.post(reverse("orgs:end_term", args=[Term.objects.get().pk]), end | {"once": "e1"}).status_code
        == 302
    )
    row = Appointment.objects.get()
    assert (
        branch.post(reverse("orgs:end_appointment", args=[row.pk]), end | {"once": "e2"}).status_code == 302
    )
    theirs = reverse("orgs:add_post", args=[cast.twin.branch.pk])
    assert branch.get(theirs).status_code == 404
    assert cast.client_for(cast.clerk).get(reverse("orgs:add_post", args=[cast.branch.pk])).status_code == 403


def test_the_tree_shows_the_own_office_in_as_many_queries_as_ever(cast, django_assert_num_queries):
    access = access_of(cast.secretary, today=TODAY)
    with django_assert_num_queries(1):
        lines = party_tree(access, today=TODAY)
    assert [line.unit for line in lines] == [cast.branch]
    below = Unit.objects.create(
        name="第一党小组", office=cast.office, area=cast.community, kind="group", parent=cast.branch
    )
    with django_assert_num_queries(1):
        lines = party_tree(access, today=TODAY)
    assert [(line.unit, line.level) for line in lines] == [(cast.branch, 1), (below, 2)]
    page = cast.client_for(cast.secretary).get(reverse("orgs:party")).content.decode()
    assert "第一党小组" in page


def test_the_demo_office_has_four_sector_and_ten_special_committees(db):
    for package in (area_seeds, seeds, seeds):
        package.seed(now=NOW, rng=random.Random(1))
    office = Area.objects.get(name="文化路街道")
    of_kind = lambda kind: Unit.objects.filter(office=office, kind=kind).count()  # noqa: E731
    assert (of_kind(UnitKind.SECTOR_COMMITTEE), of_kind(UnitKind.SPECIAL_COMMITTEE)) == (4, 10)
