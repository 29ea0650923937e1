"""A contact without an account answers by a private link, once, while it is good."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from gongjian.core.invites import actions
from gongjian.core.invites.models import Invite
from gongjian.core.invites.tokens import address_of, token_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow


@pytest.fixture
def link(cast, answers):
    return give(cast)


def give(cast, **options):
    given = {
        "purpose": "tests.share",
        "unit": cast.partner,
        "contact": "任联 13900000000",
        "by": cast.secretary,
    }
    return actions.invite(cast.committee, **given | {"now": timezone.now()} | options)


def test_a_contact_opens_the_link_and_accepts(cast, link, answers):
    contact = cast.client_for(None)
    page = contact.get(link)
    assert page.status_code == 200
    assert cast.partner.name in page.content.decode()
    assert page["Cache-Control"] == "private, no-store" and page["Referrer-Policy"] == "same-origin"
    said = contact.post(link, {"answer": "accept", "reason": "周末可用", "once": "a1"})
    assert said.status_code == 200
    assert answers == [("accept", cast.partner.name, "周末可用")]
    again = contact.post(link, {"answer": "decline", "reason": "算了", "once": "a2"})
    assert "已" in again.content.decode() and len(answers) == 1
    kept = Invite.objects.get()
    assert (kept.answer, kept.opened) == ("accepted", 1)
    row = TrailRow.objects.get(action="invites.accept")
    assert (row.actor, row.office) == (None, cast.office)


def test_a_double_click_answers_once(cast, link, answers):
    contact = cast.client_for(None)
    for _click in range(2):
        contact.post(link, {"answer": "accept", "reason": "", "once": "same"})
    assert len(answers) == 1


def test_whoever_declines_says_why(cast, link, answers):
    contact = cast.client_for(None)
    refused = contact.post(link, {"answer": "decline", "reason": " ", "once": "d1"})
    assert refused.status_code == 422 and answers == []
    contact.post(link, {"answer": "decline", "reason": "设备检修", "once": "d2"})
    assert answers == [("decline", cast.partner.name, "设备检修")]


def test_what_the_action_refuses_is_said_and_the_link_stays_open(cast, link, answers):
    contact = cast.client_for(None)
    refused = contact.post(link, {"answer": "accept", "reason": "拒绝我", "once": "r1"})
    assert refused.status_code == 422 and "场地已经借出" in refused.content.decode()
    assert Invite.objects.get().answered_at is None


def test_a_link_that_is_over_says_so_in_words(cast, link):
    contact, kept = cast.client_for(None), Invite.objects.get()
    actions.revoke(kept, reason="发错了人", by=cast.secretary, now=timezone.now())
    gone = contact.get(link)
    assert gone.status_code == 410 and "收回" in gone.content.decode()
    with pytest.raises(Refused):
        actions.revoke(kept, reason="再来", by=cast.secretary, now=timezone.now())
    old = give(cast, now=timezone.now() - dt.timedelta(days=15))
    late = contact.post(old, {"answer": "accept", "reason": "", "once": "l1"})
    assert late.status_code == 410 and "有效期" in late.content.decode()
    assert contact.get(reverse("invites_public:open", args=["f" * 64])).status_code == 404


def test_a_new_link_takes_the_earlier_one_back(cast, link):
    newer = give(cast)
    contact = cast.client_for(None)
    assert contact.get(link).status_code == 410
    assert contact.get(newer).status_code == 200


def test_the_data_alone_give_no_link(cast, link):
    kept = Invite.objects.get()
    token = token_of(kept)
    assert len(token) == 64 and link == address_of(kept)
    row = [str(value) for value in Invite.objects.values_list().get()]
    assert not any(token in value for value in row)
    assert not any("任联" in value or "13900000000" in value for value in row)


def test_guessing_soon_has_to_wait(cast, link):
    guesser = cast.client_for(None)
    answers = [guesser.get(f"/p/{n:064x}/").status_code for n in range(41)]
    assert answers[0] == 404 and answers[-1] == 429
    assert guesser.get(link).status_code == 429


def test_holding_a_good_link_one_may_look_often(cast, link):
    contact = cast.client_for(None)
    assert {contact.get(link).status_code for _n in range(45)} == {200}


def test_the_office_sees_its_links_and_nobody_elses(cast, link):
    kept = Invite.objects.get()
    detail = reverse("invites:detail", args=[kept.pk])
    page = cast.client_for(cast.secretary).get(detail)
    assert link in page.content.decode()
    assert cast.client_for(cast.twin.secretary).get(detail).status_code == 404
    assert cast.client_for(cast.partner_contact).get(detail).status_code == 403
    cast.client_for(cast.secretary).post(
        reverse("invites:revoke", args=[kept.pk]), {"reason": "换联系人", "once": "v"}
    )
    kept.refresh_from_db()
    assert kept.revoked_at and link not in cast.client_for(cast.secretary).get(detail).content.decode()


def test_to_whom_it_was_given_is_forgotten(cast, link):
    assert actions.forget_invited(timezone.now() + dt.timedelta(days=40)) == 0
    assert actions.forget_invited(timezone.now() + dt.timedelta(days=45)) == 1
    assert Invite.objects.get().contact_sealed is None


def test_a_purpose_nobody_declares_or_a_unit_that_left_gets_no_link(cast, answers):
    with pytest.raises(ValueError, match="declares"):
        give(cast, purpose="tests.other")
    cast.partner.active = False
    cast.partner.save()
    with pytest.raises(Refused):
        give(cast)
