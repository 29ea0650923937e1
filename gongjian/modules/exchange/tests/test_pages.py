"""The pages of the exchange, as the cast sees them."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from gongjian.core.invites.models import Invite
from gongjian.core.items.opening import open_item
from gongjian.core.links.models import Link
from gongjian.core.manifest import flow_for
from gongjian.modules.exchange import actions
from gongjian.modules.exchange.actions.asking import Wanted
from gongjian.modules.exchange.actions.giving import Facts
from gongjian.modules.exchange.models import ExchangeCategory, Match, Need, Per, Resource
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def category(cast: Cast) -> ExchangeCategory:
    return actions.add_category(
        cast.office, name="便民服务", since=timezone.localdate(NOW), actor=cast.secretary, now=NOW
    )


@pytest.fixture
def facts(category: ExchangeCategory) -> dict[str, Any]:
    return {"title": "家电义务维修", "category": category, "capacity": 4, "measure": "件", "per": Per.ONCE,
            "contact": "13800138000"}  # fmt: skip


@pytest.fixture
def resource(cast: Cast, facts: dict[str, Any]) -> Resource:
    return actions.add_resource(cast.partner, facts=Facts(**facts), actor=cast.partner_contact, now=NOW)


@pytest.fixture
def need(cast: Cast, category: ExchangeCategory) -> Need:
    wanted = Wanted(category=category, quantity=2, measure="件", whose="独居老人")
    return actions.open_need(cast.community, title="电扇坏了没处修", wanted=wanted, actor=cast.clerk, now=NOW)


@pytest.fixture
def match(cast: Cast, need: Need, resource: Resource) -> Match:
    return actions.propose_match(
        need.pk, resource=resource, quantity=2, first_day=timezone.localdate(), actor=cast.clerk, now=NOW
    )


def test_a_clerk_turns_a_report_into_a_need(cast: Cast, category: ExchangeCategory) -> None:
    report = open_item(
        flow_for("report"),
        office=cast.office,
        area=cast.community,
        title="楼上老人电扇坏了",
        now=NOW,
        actor=cast.clerk,
    )
    client = cast.client_for(cast.clerk)
    address = f"{reverse('exchange:new_need')}?from={report.pk}"
    assert "楼上老人电扇坏了" in client.get(address).content.decode()
    told = {"title": "修电扇", "category": category.pk, "quantity": 1, "measure": "件", "area": cast.community.pk,
            "households": 0, "people": 0, "urgency": 2, "origin": "report"}  # fmt: skip
    answer = client.post(address, told)
    need = Need.objects.get()
    assert answer.url == reverse("exchange:need", args=[need.pk])
    assert Link.objects.going_out(need).get().target_id == report.pk
    foreign = f"{reverse('exchange:new_need')}?from={need.pk}"
    assert cast.client_for(cast.outsider).get(foreign).status_code == 404


def test_a_partner_sees_what_is_asked_of_her_unit_and_nothing_else(
    cast: Cast, match: Match, need: Need, resource: Resource
) -> None:
    client = cast.client_for(cast.partner_contact)
    page = client.get(reverse("exchange:mine")).content.decode()
    assert "电扇坏了没处修" in page
    assert "家电义务维修" in page
    assert client.get(reverse("exchange:match", args=[match.pk])).status_code == 200
    assert client.get(reverse("exchange:need", args=[need.pk])).status_code == 404
    assert client.get(reverse("exchange:needs")).status_code == 403
    client.post(reverse("items:move", args=[match.pk, "accept"]), {"note": "可以"})
    match.item.refresh_from_db()
    assert match.item.state == "accepted"


def test_a_partner_adds_changes_pauses_and_offers_again(
    cast: Cast, resource: Resource, facts: dict[str, Any]
) -> None:
    client = cast.client_for(cast.partner_contact)
    told = facts | {"category": facts["category"].pk, "title": "磨刀", "unit": cast.partner.pk}
    client.post(reverse("exchange:new_resource"), told)
    made = Resource.objects.get(title="磨刀")
    client.post(
        reverse("exchange:change_resource", args=[made.pk]),
        told | {"capacity": 7, "windows": "周六 9:00-8:00"},
    )
    made.refresh_from_db()
    assert made.capacity == 4
    client.post(
        reverse("exchange:change_resource", args=[made.pk]),
        told | {"capacity": 7, "windows": "周六 9:00-10:00"},
    )
    client.post(reverse("exchange:pause", args=[made.pk]), {"reason": "外出"})
    made.refresh_from_db()
    assert (made.capacity, made.state, made.windows.count()) == (7, "paused", 1)
    client.post(reverse("exchange:again", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "offered"
    foreign = facts | {"category": facts["category"].pk, "title": "别家的", "unit": cast.power.pk}
    assert client.post(reverse("exchange:new_resource"), foreign).status_code == 422


def test_a_resource_of_another_office_is_not_there(cast: Cast, resource: Resource, need: Need) -> None:
    client = cast.client_for(cast.outsider)
    for name in ("resource", "change_resource", "pause", "withdraw"):
        assert client.get(reverse(f"exchange:{name}", args=[resource.pk])).status_code == 404
    theirs = actions.add_category(cast.twin_office, name="便民服务", actor=None, now=NOW)
    foreign = actions.add_resource(
        cast.twin.partner, facts=Facts(title="外街道的", category=theirs, capacity=1, measure="件", per=Per.ONCE),
        actor=None, now=NOW,
    )  # fmt: skip
    own = cast.client_for(cast.clerk)
    assert own.get(reverse("exchange:propose", args=[need.pk, foreign.pk])).status_code == 404
    assert own.get(reverse("exchange:propose", args=[need.pk, resource.pk])).status_code == 200


def test_a_double_click_on_the_offer_makes_one_match(cast: Cast, need: Need, resource: Resource) -> None:
    client = cast.client_for(cast.clerk)
    address = reverse("exchange:propose", args=[need.pk, resource.pk])
    told = {"quantity": 1, "first_day": timezone.localdate(), "once": "one-key"}
    assert client.post(address, told).url == client.post(address, told).url
    assert Match.objects.count() == 1
    assert client.post(address, told | {"once": "other", "quantity": 9}).status_code == 422


def test_clerk_makes_a_private_link_and_the_contact_answers_without_an_account(
    cast: Cast, match: Match
) -> None:
    page = cast.client_for(cast.clerk).post(reverse("exchange:link", args=[match.pk]), {"contact": "邓老师"})
    address = page.context["address"]
    nobody = cast.client_for(None)
    shown = nobody.get(address).content.decode()
    assert "电扇坏了没处修" in shown
    nobody.post(address, {"answer": "accept", "reason": "周末来修"})
    match.item.refresh_from_db()
    assert match.item.state == "accepted"


def test_a_double_click_makes_one_private_link(cast: Cast, match: Match) -> None:
    client, address = cast.client_for(cast.clerk), reverse("exchange:link", args=[match.pk])
    told = {"contact": "邓老师", "once": "one-key"}
    first, second = client.post(address, told), client.post(address, told)
    assert Invite.objects.count() == 1
    assert (bool(first.context["address"]), second.context["address"]) == (True, "")
    assert "不再显示" in second.content.decode()
    assert cast.client_for(None).get(first.context["address"]).status_code == 200


def test_clerk_confirms_less_than_agreed_and_rates_it(cast: Cast, match: Match) -> None:
    client = cast.client_for(cast.clerk)
    for name in ("note_yes", "agree"):
        client.post(reverse("items:move", args=[match.pk, name]), {"note": "来电同意"})
    address = reverse("exchange:deliver", args=[match.pk])
    assert address in client.get(reverse("exchange:match", args=[match.pk])).content.decode()
    assert client.post(address, {"delivered": 5}).status_code == 422
    client.post(address, {"delivered": 1, "rating": 4, "words": "修好一台"})
    match.refresh_from_db()
    assert (match.delivered, match.rating, match.words) == (1, 4, "修好一台")


def test_everybody_reads_the_lists_without_a_contact(cast: Cast, match: Match) -> None:
    nobody = cast.client_for(None)
    resources = nobody.get(
        reverse("exchange_public:list", args=[cast.office.pk, "resources"])
    ).content.decode()
    needs = nobody.get(reverse("exchange_public:list", args=[cast.office.pk, "needs"])).content.decode()
    assert "家电义务维修" in resources
    assert "13800138000" not in resources
    assert "电扇坏了没处修" in needs
    found = nobody.get(reverse("exchange_public:list", args=[cast.office.pk, "needs"]), {"q": "没有的词"})
    assert "电扇坏了没处修" not in found.content.decode()
    other = nobody.get(reverse("exchange_public:list", args=[cast.twin_office.pk, "needs"])).content.decode()
    assert "电扇坏了没处修" not in other


def test_the_secretary_keeps_the_categories_and_the_clerk_reads_them(
    cast: Cast, category: ExchangeCategory
) -> None:
    client = cast.client_for(cast.secretary)
    client.post(reverse("exchange:new_category"), {"office": cast.office.pk, "name": "心理疏导"})
    made = ExchangeCategory.objects.get(name="心理疏导")
    client.post(reverse("exchange:end_category", args=[made.pk]), {"until": timezone.localdate()})
    made.refresh_from_db()
    assert made.until == timezone.localdate()
    assert "心理疏导" in cast.client_for(cast.clerk).get(reverse("exchange:categories")).content.decode()
    assert cast.client_for(cast.clerk).get(reverse("exchange:new_category")).status_code == 403


@pytest.mark.parametrize("number", [1, 12])
def test_a_needs_page_costs_as_much_with_many_matches(
    cast: Cast, need: Need, facts: dict[str, Any], number: int, django_assert_max_num_queries: Any
) -> None:
    Need.objects.filter(pk=need.pk).update(quantity=100)
    for place in range(number):
        one = actions.add_resource(
            cast.partner, facts=Facts(**(facts | {"title": f"第{place}项"})), actor=None, now=NOW
        )
        actions.propose_match(
            need.pk, resource=one, quantity=1, first_day=timezone.localdate(), actor=cast.clerk, now=NOW
        )
    client = cast.client_for(cast.clerk)
    client.get(reverse("exchange:mine"))
    with django_assert_max_num_queries(50):
        client.get(reverse("exchange:need", args=[need.pk]))
    partner = cast.client_for(cast.partner_contact)
    partner.get(reverse("exchange:mine"))
    with django_assert_max_num_queries(20):
        partner.get(reverse("exchange:mine"))
