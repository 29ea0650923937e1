"""A unit promises in an agreement what it has in the list; what is delivered out of the list counts by itself."""

import datetime as dt

import pytest
from django.urls import reverse

from gongjian.core.items.actions import make_move
from gongjian.core.links.models import Link, LinkKind
from gongjian.modules.exchange.actions import confirm_delivery
from gongjian.modules.exchange.tests.conftest import (  # noqa: F401
    NOW,
    TODAY,
    category,
    facts,
    need,
    offer,
    resource,
    wanted,
)
from gongjian.modules.exchange.tests.test_exchange import later
from gongjian.modules.network import actions
from gongjian.modules.network.models import Agreement

pytestmark = pytest.mark.django_db


def test_a_hall_promised_is_a_hall_counted(cast, resource, need):  # noqa: F811
    row = actions.draft_agreement(
        cast.partner, side=cast.branch, title="科普共建", since=TODAY, until=TODAY + dt.timedelta(days=100),
        actor=cast.secretary, now=NOW,
    )  # fmt: skip
    client = cast.client_for(cast.secretary)
    form = reverse("network:add_term", args=[row.pk])
    assert resource.title in client.get(form).content.decode()
    given = {
        "giver": cast.branch.pk,
        "offer": f"exchange.resource:{resource.pk}",
        "what": "",
        "quantity": 1,
        "measure": "场",
    }
    assert client.post(form, given | {"once": "t1"}).status_code == 422
    assert client.post(form, given | {"giver": cast.partner.pk, "once": "t2"}).status_code == 302
    term = row.terms.get()
    assert term.what == resource.title
    assert Link.objects.coming_in(term).get().kind == LinkKind.PART
    page = client.get(reverse("network:agreement", args=[row.pk])).content.decode()
    assert reverse("exchange:resource", args=[resource.pk]) in page
    make_move(row.pk, "sign", actor=cast.secretary, now=NOW, note="纸质签字")
    match = offer(cast, need, resource)
    make_move(match.pk, "accept", actor=cast.partner_contact, now=later(1))
    make_move(match.pk, "agree", actor=cast.clerk, now=later(1.2))
    make_move(match.pk, "begin", actor=cast.partner_contact, now=later(9))
    confirm_delivery(match.pk, delivered=2, rating=5, words="", actor=cast.clerk, now=later(9.3))
    term.refresh_from_db()
    assert term.delivered == 1
    assert Agreement.objects.measured().get(pk=row.pk).kept == 1
    new = actions.renew_agreement(
        _begun(row), since=row.until, until=row.until + dt.timedelta(days=50), actor=cast.secretary, now=NOW
    )
    assert Link.objects.coming_in(new.terms.get()).get().source_id == resource.pk


def _begun(row):
    actions.run_agreements(NOW)
    return Agreement.objects.get(pk=row.pk)
