"""A unit joins, confirms, agrees, delivers, is paired, and leaves."""

import datetime as dt
import random

import pytest
from django.contrib.auth import authenticate
from django.urls import reverse

from gongjian.cli.demo import seed_of
from gongjian.core.invites.models import Invite
from gongjian.core.invites.tokens import address_of
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.manifest import core_manifests
from gongjian.core.notices.models import Notice
from gongjian.core.orgs.models import Membership, Unit
from gongjian.core.refusal import Refused
from gongjian.lib.worktime import SHANGHAI
from gongjian.modules.network import actions, seeds
from gongjian.modules.network.actions.joining import Facts
from gongjian.modules.network.models import Agreement, Confirmation, Joining, Pairing
from tests.cast import make_person, make_unit
from tests.items import make_item

NOW = dt.datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()
PASSWORD = "willow-boat-77-paper"
FACTS = Facts(name="春和小学", kind="school", gives="操场周末开放", contact="任老师", phone="13900139000")


def joined(cast, facts=FACTS, **options):
    row = actions.apply_to_join(cast.community, facts=facts, now=NOW, **options)
    return actions.confirm_joining(row, actor=cast.secretary, now=NOW)


def drafted(cast, unit, *, days=100):
    row = actions.draft_agreement(
        unit,
        side=cast.branch,
        title="操场共用",
        since=TODAY,
        until=TODAY + dt.timedelta(days=days),
        actor=cast.secretary,
        now=NOW,
    )
    term = actions.add_term(
        row, giver=unit, what="操场开放", quantity=2, measure="次", actor=cast.secretary, now=NOW
    )
    return row, term


def running(cast, unit, *, days=100):
    row, term = drafted(cast, unit, days=days)
    make_move(row.pk, "sign", actor=cast.secretary, now=NOW, note="纸质签字")
    actions.run_agreements(NOW)
    row.item.refresh_from_db()
    assert row.item.state == "running"
    return row, term


def test_a_unit_registers_is_confirmed_and_its_contact_signs_in(cast):
    given = {
        "area": cast.office.pk, "name": "春和小学", "kind": "school", "address": "文化路1号", "gives": "操场", "contact": "任老师",
        "phone": "13900139000", "sign_in_name": "chunhe", "password": PASSWORD, "website": "", "once": "j1",
    }  # fmt: skip
    assert cast.client_for(None).post(reverse("network_public:join"), given).status_code == 302
    row = Joining.objects.get()
    assert (
        "任老师" not in str(Joining.objects.values().get())
        and authenticate(username="chunhe", password=PASSWORD) is None
    )
    twice = cast.client_for(None).post(
        reverse("network_public:join"), given | {"name": "春和 小学", "once": "j2"}
    )
    assert twice.status_code == 422 and Joining.objects.count() == 1
    office = cast.client_for(cast.secretary)
    assert (
        office.post(reverse("network:confirm", args=[row.pk]), {"note": "", "once": "c1"}).status_code == 302
    )
    row.refresh_from_db()
    assert (row.state, row.unit.name, row.password_code) == ("member", "春和小学", "")
    contact = authenticate(username="chunhe", password=PASSWORD)
    assert contact and Membership.objects.get(person=contact).unit == row.unit
    assert "春和小学" in cast.client_for(contact).get(reverse("network:own")).content.decode()


def test_a_refused_unit_reads_why_and_may_ask_again(cast):
    row = actions.apply_to_join(cast.office, facts=FACTS, now=NOW)
    with pytest.raises(Refused):
        actions.refuse_joining(row, reason=" ", actor=cast.secretary, now=NOW)
    with pytest.raises(Refused):
        actions.confirm_joining(row, actor=cast.clerk, now=NOW)
    actions.refuse_joining(row, reason="不在辖区", actor=cast.secretary, now=NOW)
    actions.apply_to_join(cast.office, facts=FACTS, now=NOW)


def test_a_contact_sees_her_own_unit_only(cast):
    mine, theirs = joined(cast), joined(cast, Facts(name="春和医院", kind="hospital"))
    for row in (mine, theirs):
        agreement, _term = drafted(cast, row.unit)
        make_move(agreement.pk, "send", actor=cast.secretary, now=NOW)
    contact = make_person("任老师", username="contact", office=cast.office)
    from tests.cast import give, join

    give(contact, role="partner_contact", area=cast.office)
    join(contact, unit=mine.unit)
    client = cast.client_for(contact)
    own, other = (Agreement.objects.get(item__unit=row.unit) for row in (mine, theirs))
    assert client.get(reverse("network:agreement", args=[own.pk])).status_code == 200
    assert client.get(reverse("network:agreement", args=[other.pk])).status_code == 404
    text = client.get(reverse("network:own")).content.decode()
    assert "春和小学" in text and "春和医院" not in text
    assert client.get(reverse("network:partners")).status_code == 403
    make_move(own.pk, "accept", actor=contact, now=NOW)
    with pytest.raises(Refused):
        make_move(other.pk, "accept", actor=contact, now=NOW)


def test_a_contact_without_account_accepts_by_private_link(cast):
    row, _term = drafted(cast, joined(cast).unit)
    office = cast.client_for(cast.secretary)
    link_url = reverse("network:give_link", args=[row.pk])
    assert office.post(link_url, {"note": "", "once": "l0"}).status_code == 422
    make_move(row.pk, "send", actor=cast.secretary, now=NOW)
    assert office.post(link_url, {"note": "", "once": "l1"}).status_code == 302
    address = address_of(Invite.objects.get())
    page = cast.client_for(None).get(address)
    assert page.status_code == 200 and "操场开放" in page.content.decode()
    cast.client_for(None).post(address, {"answer": "accept", "reason": "同意", "once": "a1"})
    row.item.refresh_from_db()
    assert row.item.state == "signed"


def test_an_agreement_says_something_before_it_is_sent(cast):
    unit = joined(cast).unit
    row = actions.draft_agreement(
        unit,
        side=cast.branch,
        title="空协议",
        since=TODAY,
        until=TODAY + dt.timedelta(days=9),
        actor=cast.secretary,
        now=NOW,
    )
    with pytest.raises(Refused):
        make_move(row.pk, "send", actor=cast.secretary, now=NOW)


def test_what_was_delivered_is_counted_once_and_only_when_finished(cast):
    _row, term = running(cast, joined(cast).unit)
    matter = make_item(cast)
    with pytest.raises(Refused):
        actions.note_delivery(term, matter=matter, actor=cast.secretary, now=NOW)
    Item.objects.filter(pk=matter.pk).update(closed_at=NOW)
    matter.refresh_from_db()
    for _click in range(2):
        actions.note_delivery(term, matter=matter, actor=cast.secretary, now=NOW)
    term.refresh_from_db()
    assert term.delivered == 1
    foreign = make_item(cast, area=cast.twin_community)
    Item.objects.filter(pk=foreign.pk).update(closed_at=NOW)
    foreign.refresh_from_db()
    with pytest.raises(Refused):
        actions.note_delivery(term, matter=foreign, actor=cast.secretary, now=NOW)


def test_the_end_is_told_by_range_and_comes_by_itself(cast):
    row, _term = running(cast, joined(cast).unit, days=50)
    told = Notice.objects.filter(kind="agreement_ends", person=cast.secretary)
    assert told.count() == 1
    actions.run_agreements(NOW + dt.timedelta(days=48))
    assert told.count() == 3
    actions.run_agreements(NOW + dt.timedelta(days=51))
    row.item.refresh_from_db()
    assert row.item.state == "ended"


def test_a_renewed_agreement_gives_way_when_the_new_one_is_signed(cast):
    old, _term = running(cast, joined(cast).unit)
    since = old.until + dt.timedelta(days=1)
    new = actions.renew_agreement(
        old, since=since, until=since + dt.timedelta(days=90), actor=cast.secretary, now=NOW
    )
    assert new.terms.count() == 1
    make_move(new.pk, "sign", actor=cast.secretary, now=NOW, note="续签")
    old.item.refresh_from_db()
    assert old.item.state == "renewed"


def test_who_does_not_confirm_is_paused_and_a_late_yes_lifts_it(cast):
    row = joined(cast)
    later = NOW.replace(year=2027)
    for _run in range(2):
        actions.ask_confirmations(later)
    asked = Confirmation.objects.get()
    assert asked.confirmed is None and Invite.objects.count() == 1
    actions.pause_unconfirmed(later + dt.timedelta(days=30))
    row.refresh_from_db()
    assert row.state == "member"
    actions.pause_unconfirmed(later + dt.timedelta(days=31))
    row.refresh_from_db()
    assert row.state == "paused"
    actions.answer_confirmation(asked, goes_on=True, unit=row.unit, now=later + dt.timedelta(days=40))
    row.refresh_from_db()
    assert row.state == "member"


def test_a_unit_that_leaves_ends_its_agreements_and_pairings_but_keeps_them(cast):
    row = joined(cast)
    agreement, _term = running(cast, row.unit)
    since = TODAY - dt.timedelta(days=3)
    actions.pair(row.unit, other=cast.branch, purpose="结对", since=since, actor=cast.secretary, now=NOW)
    with pytest.raises(Refused):
        actions.pair(row.unit, other=cast.branch, purpose="再结", since=since, actor=cast.secretary, now=NOW)
    actions.leave(row, reason="单位搬迁", on=TODAY, actor=cast.secretary, now=NOW)
    row.refresh_from_db()
    agreement.item.refresh_from_db()
    assert (row.state, agreement.item.state) == ("left", "terminated")
    assert Pairing.objects.get().until == TODAY and not Unit.objects.get(pk=row.unit_id).active


def test_units_of_two_offices_are_not_paired(cast):
    stranger = make_unit("外街道单位", office=cast.twin_office, kind="partner")
    with pytest.raises(Refused):
        actions.pair(stranger, other=cast.branch, purpose="结对", since=TODAY, actor=cast.secretary, now=NOW)


def test_the_demo_alliances_have_the_published_figures(db):
    for manifest in core_manifests():
        if manifest.seeds:
            seed_of(manifest.seeds)(now=NOW, rng=random.Random(1))
    for _run in range(2):
        seeds.seed(now=NOW, rng=random.Random(1))
    home, other = (Joining.objects.filter(office__name=name) for name in ("文化路街道", "东风路街道"))
    assert home.filter(state="member").count() == 95
    signed = Agreement.objects.filter(item__office__name="文化路街道", signed_on__isnull=False)
    assert signed.values("item__unit").distinct().count() == 53
    paired = Pairing.objects.live(TODAY).filter(unit__in=other.values("unit"))
    assert paired.values("unit").distinct().count() == 91
