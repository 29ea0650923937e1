"""From the order to the rating, as those see it who take part."""

import datetime as dt

import pytest
from django.urls import reverse

from gongjian.core.items.opening import open_item
from gongjian.core.links.models import Link
from gongjian.core.manifest import flow_for
from gongjian.core.notices.models import Notice
from gongjian.modules.experts.models import ExpertService, ServiceOrder
from gongjian.modules.experts.tests.conftest import at
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def move(cast: Cast, who: object, order: ServiceOrder, name: str, told: dict[str, object]) -> int:
    """Fill in one of the order's own forms."""
    client = cast.client_for(who)  # type: ignore[arg-type]
    return client.post(reverse(f"experts:{name}", args=[order.pk]), told).status_code


def test_clerk_orders_partner_accepts_and_delivers_and_the_clerk_rates(
    cast: Cast, service: ExpertService, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, partner = cast.client_for(cast.clerk), cast.client_for(cast.partner_contact)
    assert "专题党课" in clerk.get(reverse("experts:choose"), {"q": "党课"}).content.decode()
    told = {"orderer": cast.committee.pk, "starts_at": f"{at(10):%Y-%m-%dT%H:%M}", "place": "党群服务中心",
            "audience": "党员", "people": 30, "wish": "结合社区实际", "once": "key"}  # fmt: skip
    address = reverse("experts:place", args=[service.pk])
    assert clerk.post(address, told).url == clerk.post(address, told).url
    order = ServiceOrder.objects.get()
    assert (order.item.state, order.item.unit, order.item.area) == ("ordered", cast.partner, cast.community)
    assert order.item.due_at is not None
    assert Notice.objects.filter(person=cast.partner_contact, kind="order_came").count() == 1

    assert order.item.title in partner.get(reverse("experts:mine")).content.decode()
    page = partner.get(reverse("experts:order", args=[order.pk])).content.decode()
    assert reverse("experts:accept", args=[order.pk]) in page
    assert (
        move(cast, cast.partner_contact, order, "accept", {"expert": service.expert_id, "note": "可以"})
        == 302
    )
    assert Notice.objects.filter(person=cast.clerk, kind="order_accepted").count() == 1

    assert move(cast, cast.partner_contact, order, "deliver", {"came": 28}) == 422
    later = order.ends_at + dt.timedelta(hours=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert move(cast, cast.partner_contact, order, "deliver", {"note": "讲完了"}) == 422
    assert move(cast, cast.partner_contact, order, "deliver", {"came": 28, "note": "讲完了"}) == 302
    for wrong in ({}, {"rating": 0}, {"rating": 6}):
        assert move(cast, cast.clerk, order, "rate", wrong) == 422
    assert move(cast, cast.clerk, order, "rate", {"rating": 4, "comment": "贴近实际"}) == 302
    order = ServiceOrder.objects.get()
    assert (order.item.state, order.item.result, order.came, order.rating) == ("rated", "rated", 28, 4)
    assert "4.0" in clerk.get(reverse("experts:service", args=[service.pk])).content.decode()
    assert "★" not in clerk.get(reverse("experts:expert", args=[service.expert_id])).content.decode()


def test_whoever_gave_does_not_rate(cast: Cast, order: ServiceOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    move(cast, cast.partner_contact, order, "accept", {"note": ""})
    monkeypatch.setattr("django.utils.timezone.now", lambda: order.ends_at)
    assert move(cast, cast.secretary, order, "note_delivery", {"came": 20}) == 302
    assert move(cast, cast.partner_contact, order, "rate", {"rating": 5}) == 403
    assert move(cast, cast.secretary, order, "rate", {"rating": 5}) == 403
    assert move(cast, cast.second_clerk, order, "rate", {"rating": 5}) == 404
    assert move(cast, cast.clerk, order, "rate", {"rating": 5}) == 302


def test_a_partner_sees_only_orders_of_her_own_unit(cast: Cast, order: ServiceOrder) -> None:
    own, other = cast.client_for(cast.partner_contact), cast.client_for(cast.twin.partner_contact)
    address = reverse("experts:order", args=[order.pk])
    assert own.get(address).status_code == 200
    assert own.get(reverse("experts:orders")).status_code == 403
    for client in (other, cast.client_for(cast.outsider), cast.client_for(cast.stranger)):
        for name in ("order", "accept", "deliver", "note_delivery", "rate", "link"):
            assert client.get(reverse(f"experts:{name}", args=[order.pk])).status_code == 404
    assert cast.client_for(cast.stranger).get(reverse("experts:calendar")).status_code == 403
    assert order.item.title not in other.get(reverse("experts:mine")).content.decode()


def test_the_contact_declines_without_an_account_and_the_slot_is_free_again(
    cast: Cast, order: ServiceOrder
) -> None:
    link = cast.client_for(cast.clerk).post(reverse("experts:link", args=[order.pk]), {"contact": "顾老师"})
    nobody, address = cast.client_for(None), link.context["address"]
    assert "专题党课" in nobody.get(address).content.decode()
    assert nobody.post(address, {"answer": "decline", "reason": ""}).status_code == 422
    nobody.post(address, {"answer": "decline", "reason": "出差"})
    order.refresh_from_db()
    assert (order.item.state, order.accepted) == ("declined", False)
    assert not ServiceOrder.objects.holding().exists()
    assert Notice.objects.filter(person=cast.clerk, kind="order_declined").exists()


def test_clerk_cancels_with_a_reason(cast: Cast, order: ServiceOrder) -> None:
    client, address = cast.client_for(cast.clerk), reverse("items:move", args=[order.pk, "cancel"])
    assert client.post(address, {"note": ""}).status_code == 422
    client.post(address, {"note": "改期"})
    order.item.refresh_from_db()
    assert order.item.state == "cancelled"
    assert Notice.objects.filter(person=cast.partner_contact, kind="order_cancelled").exists()


def test_an_order_that_comes_from_a_matter_stands_in_its_thread(cast: Cast, service: ExpertService) -> None:
    decision = open_item(
        flow_for("order"),
        office=cast.office,
        area=cast.community,
        title="想听一堂党课",
        now=at(1),
        actor=cast.clerk,
    )
    client = cast.client_for(cast.clerk)
    chosen = client.get(reverse("experts:choose"), {"from": decision.pk}).content.decode()
    address = f"{reverse('experts:place', args=[service.pk])}?from={decision.pk}"
    assert address in chosen
    assert "想听一堂党课" in client.get(address).content.decode()
    client.post(address, {"orderer": cast.committee.pk, "starts_at": f"{at(10):%Y-%m-%dT%H:%M}", "place": "会议室",
                          "audience": "党员", "people": 30})  # fmt: skip
    order = ServiceOrder.objects.get()
    targets = set(Link.objects.going_out(order).values_list("target_model", "target_id"))
    assert targets == {("items.item", decision.pk), ("experts.expertservice", service.pk)}
    foreign = f"{reverse('experts:place', args=[service.pk])}?from={decision.pk}"
    assert cast.client_for(cast.outsider).get(foreign).status_code == 404
