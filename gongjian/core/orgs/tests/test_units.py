"""Units and who belongs to them."""

import datetime as dt
import random

import pytest
from django.urls import reverse

from gongjian.core.areas import seeds as area_seeds
from gongjian.core.areas.models import Area, Level
from gongjian.core.areas.tests.test_tree import put_item
from gongjian.core.items.models import Item
from gongjian.core.orgs import actions, seeds
from gongjian.core.orgs.models import Membership, Unit, UnitKind
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.lib.worktime import SHANGHAI

NOW = dt.datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()


def page(name, *args):
    return reverse(f"orgs:{name}", args=args)


def add_unit(cast, area, name="应急管理办", kind=UnitKind.DEPARTMENT, **options):
    return actions.add_unit(area, kind=kind, name=name, actor=cast.administrator, now=NOW, **options)


def test_a_unit_of_a_community_works_for_the_communitys_office(cast):
    unit = add_unit(cast, cast.community, kind=UnitKind.STATION, name="甲一警务站", phone=" 0371-1234 ")
    assert (unit.office, unit.area, unit.phone) == (cast.office, cast.community, "0371-1234")
    row = TrailRow.objects.get(action="orgs.add_unit")
    assert (row.office, row.area_path, row.actor) == (cast.office, cast.community.path, cast.administrator)


@pytest.mark.parametrize(
    ("name", "kind", "field"),
    [
        ("", "department", "name"),
        ("城市管理办", "department", "name"),
        ("长" * 81, "station", "name"),
        ("新", "club", "kind"),
    ],
)
def test_a_unit_without_a_good_name_or_kind_is_refused(cast, name, kind, field):
    with pytest.raises(Refused) as refused:
        add_unit(cast, cast.office, name=name, kind=kind)
    assert refused.value.field == field


def test_a_unit_needs_an_office_and_a_parent_of_the_same_office(cast):
    with pytest.raises(Refused):
        add_unit(cast, cast.district)
    with pytest.raises(Refused):
        add_unit(cast, cast.office, parent=cast.twin.city_unit)
    assert add_unit(cast, cast.office, parent=cast.city_unit).parent == cast.city_unit


def test_a_closed_unit_takes_its_people_out_but_not_its_past(cast):
    unit = add_unit(cast, cast.office)
    actions.add_member(unit, person=cast.head, since=dt.date(2025, 1, 1), actor=cast.administrator, now=NOW)
    closed = actions.close_unit(unit, actor=cast.administrator, now=NOW, reason="机构改革")
    assert not closed.active
    assert Membership.objects.get(unit=unit).until == TODAY
    assert unit.pk not in access_of(cast.head, today=TODAY).unit_ids
    with pytest.raises(Refused):
        actions.close_unit(unit, actor=cast.administrator, now=NOW)
    with pytest.raises(Refused):
        actions.add_member(unit, person=cast.head, since=TODAY, actor=cast.administrator, now=NOW)


def test_a_unit_with_open_matters_or_units_under_it_stays_open(cast):
    unit = add_unit(cast, cast.office)
    below = add_unit(cast, cast.office, name="应急值班室", parent=unit)
    with pytest.raises(Refused):
        actions.close_unit(unit, actor=cast.administrator, now=NOW)
    actions.close_unit(below, actor=cast.administrator, now=NOW)
    item = put_item(cast.grid)
    Item.objects.filter(pk=item.pk).update(unit=unit)
    with pytest.raises(Refused):
        actions.close_unit(unit, actor=cast.administrator, now=NOW)
    Item.objects.filter(pk=item.pk).update(closed_at=NOW)
    assert not actions.close_unit(unit, actor=cast.administrator, now=NOW).active


def test_a_member_counts_from_the_first_day_until_the_day_before_the_last(cast):
    unit = add_unit(cast, cast.office)
    since = TODAY + dt.timedelta(days=1)
    member = actions.add_member(unit, person=cast.checker, since=since, actor=cast.administrator, now=NOW)
    actions.end_membership(member, on=since + dt.timedelta(days=2), actor=cast.administrator, now=NOW)
    days = [TODAY + dt.timedelta(days=n) for n in range(4)]
    assert [unit.pk in access_of(cast.checker, today=day).unit_ids for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_nobody_is_in_a_unit_twice_or_from_another_office_or_disabled(cast):
    for person in (cast.head, cast.twin.head):
        with pytest.raises(Refused) as refused:
            actions.add_member(cast.city_unit, person=person, since=TODAY, actor=cast.administrator, now=NOW)
        assert refused.value.field == "person"
    cast.checker.is_active = False
    cast.checker.save()
    with pytest.raises(Refused):
        actions.add_member(
            cast.city_unit, person=cast.checker, since=TODAY, actor=cast.administrator, now=NOW
        )


def test_a_membership_ends_once_and_not_before_it_began(cast):
    member = cast.head.memberships.get()
    with pytest.raises(Refused):
        actions.end_membership(member, on=member.since, actor=cast.administrator, now=NOW)
    actions.end_membership(member, on=TODAY, actor=cast.administrator, now=NOW)
    with pytest.raises(Refused):
        actions.end_membership(member, on=TODAY, actor=cast.administrator, now=NOW)


def test_the_pages_do_what_the_actions_do(cast):
    admin = cast.client_for(cast.administrator)
    given = {
        "kind": "station",
        "name": "便民服务站",
        "short_name": "",
        "area": cast.community.pk,
        "parent": "",
        "phone": "",
    }
    unit_url = admin.post(page("add"), given | {"once": "c1"})["Location"]
    unit = Unit.objects.get(name="便民服务站")
    assert unit_url == page("detail", unit.pk)
    member = {"person": cast.clerk.pk, "post": "站长", "is_head": "on", "since": "2026-01-01"}
    admin.post(page("add_member", unit.pk), member | {"once": "c2"})
    membership = unit.memberships.get()
    assert (membership.post, membership.is_head) == ("站长", True)
    assert "站长" in admin.get(unit_url).content.decode()
    admin.post(page("end_membership", membership.pk), {"on": "2026-02-01", "once": "c3"})
    membership.refresh_from_db()
    assert membership.until == dt.date(2026, 2, 1)
    admin.post(page("close", unit.pk), {"reason": "并入党群中心", "once": "c4"})
    unit.refresh_from_db()
    assert not unit.active


def test_what_the_form_refuses_is_shown_with_what_was_typed(cast):
    admin = cast.client_for(cast.administrator)
    given = {"kind": "station", "name": "城市管理办", "area": cast.office.pk}
    answer = admin.post(page("add"), given)
    assert answer.status_code == 422
    assert answer.context["form"]["name"].value() == "城市管理办"
    assert admin.post(page("add"), given | {"area": cast.twin_office.pk, "name": "x"}).status_code == 422


def test_staff_see_their_offices_units_and_nobody_elses(cast):
    for person in (cast.dispatcher, cast.clerk):
        text = cast.client_for(person).get(page("list")).content.decode()
        assert "城市管理办" in text
        assert cast.twin.committee.name not in text
    clerk = cast.client_for(cast.clerk)
    assert clerk.get(page("detail", cast.city_unit.pk)).status_code == 200
    assert clerk.get(page("detail", cast.twin.city_unit.pk)).status_code == 404
    assert clerk.get(page("add")).status_code == 403
    assert cast.client_for(None).get(page("list")).status_code == 302


@pytest.mark.parametrize("name", ["close", "add_member"])
def test_another_offices_unit_is_as_if_it_were_not_there(cast, name):
    admin = cast.client_for(cast.administrator)
    assert admin.get(page(name, cast.twin.city_unit.pk)).status_code == 404
    theirs = cast.twin.head.memberships.get()
    assert admin.get(page("end_membership", theirs.pk)).status_code == 404


def test_the_demo_office_has_its_units_and_a_committee_for_each_community(db):
    for package in (area_seeds, seeds, seeds):
        package.seed(now=NOW, rng=random.Random(1))
    office = Area.objects.get(name="文化路街道")
    names = set(Unit.objects.filter(office=office).values_list("name", flat=True))
    assert {"党政办", "城市管理办", "社区建设办", "平安建设办", "民生服务办"} <= names
    assert {"供电公司", "市政养护站", "自来水公司", "燃气公司"} <= names
    assert {"农大社区居委会", "关虎屯村委会"} <= names
    committees = Unit.objects.filter(office=office, kind=UnitKind.COMMUNITY)
    assert committees.count() == Area.objects.filter(office=office, level=Level.COMMUNITY).count() == 15
    assert Unit.objects.of_office(office.pk).outside().count() == 6
