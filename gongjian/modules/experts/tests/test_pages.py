"""The catalogue's pages, the calendar, and what everybody may read."""

from typing import Any

import pytest
from django.urls import reverse

from gongjian.modules.experts import actions
from gongjian.modules.experts.actions.cataloguing import ServiceFacts
from gongjian.modules.experts.actions.registering import ExpertFacts
from gongjian.modules.experts.models import Expert, ExpertService, ServiceOrder, ServiceType
from gongjian.modules.experts.tests.conftest import NEXT_MONTH, NOW, at, place
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MONTH = f"{NEXT_MONTH:%Y-%m}"


def test_a_partner_keeps_her_units_services_and_experts(cast: Cast, type: ServiceType) -> None:
    client = cast.client_for(cast.partner_contact)
    client.post(
        reverse("experts:new_expert"), {"unit": cast.partner.pk, "name": "顾维民", "contact": "13800138000"}
    )
    expert = Expert.objects.get()
    told = {"unit": cast.partner.pk, "title": "专题党课", "type": type.pk, "expert": expert.pk, "minutes": 90,
            "capacity": 2, "mode": "place"}  # fmt: skip
    client.post(reverse("experts:new_service"), told)
    made = ExpertService.objects.get()
    assert "13800138000" in client.get(reverse("experts:expert", args=[expert.pk])).content.decode()
    assert client.post(reverse("experts:new_service"), told).status_code == 422
    client.post(reverse("experts:change_service", args=[made.pk]), told | {"capacity": 5})
    client.post(reverse("experts:pause", args=[made.pk]), {"reason": "外出"})
    made.refresh_from_db()
    assert (made.capacity, made.state) == (5, "paused")
    client.post(reverse("experts:again", args=[made.pk]))
    client.post(reverse("experts:withdraw", args=[made.pk]), {"reason": "停办"})
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert (
        client.post(
            reverse("experts:new_service"), told | {"unit": cast.power.pk, "title": "别家"}
        ).status_code
        == 422
    )
    client.post(reverse("experts:end_expert", args=[expert.pk]), {"reason": "退休"})
    expert.refresh_from_db()
    assert expert.ended_at is not None


def test_readers_see_no_contact_and_change_nothing(
    cast: Cast, service: ExpertService, lecturer: Expert
) -> None:
    client = cast.client_for(cast.clerk)
    assert "13800138000" not in client.get(reverse("experts:expert", args=[lecturer.pk])).content.decode()
    assert client.get(reverse("experts:service", args=[service.pk])).status_code == 200
    for name in ("change_service", "pause", "withdraw"):
        assert client.get(reverse(f"experts:{name}", args=[service.pk])).status_code == 403
    assert client.get(reverse("experts:change_expert", args=[lecturer.pk])).status_code == 403
    for name, pk in (
        ("service", service.pk),
        ("expert", lecturer.pk),
        ("type", service.type_id),
        ("place", service.pk),
    ):
        assert cast.client_for(cast.outsider).get(reverse(f"experts:{name}", args=[pk])).status_code == 404


def test_the_lecturers_pool_lists_lecturers_only(cast: Cast, lecturer: Expert) -> None:
    plain = actions.add_expert(
        cast.partner, facts=ExpertFacts(name="石麦秋"), actor=cast.partner_contact, now=NOW
    )
    page = cast.client_for(cast.clerk).get(reverse("experts:lecturers"), follow=True)
    assert [row.id for row in page.context["ledger"].page.rows] == [lecturer.pk]
    assert plain.pk not in [row.id for row in page.context["ledger"].page.rows]


def test_the_secretary_keeps_the_types(cast: Cast, service: ExpertService) -> None:
    client, today = cast.client_for(cast.secretary), f"{NOW:%Y-%m-%d}"
    client.post(
        reverse("experts:new_type"), {"office": cast.office.pk, "name": "数字技能", "since": "2026-01-01"}
    )
    made = ServiceType.objects.get(name="数字技能")
    client.post(reverse("experts:end_type", args=[made.pk]), {"until": today})
    made.refresh_from_db()
    assert made.until is not None
    assert "专题党课" in client.get(reverse("experts:type", args=[service.type_id])).content.decode()
    assert cast.client_for(cast.clerk).get(reverse("experts:new_type")).status_code == 403


def test_the_calendar_shows_what_was_accepted_by_day_and_lecturers_apart(
    cast: Cast, service: ExpertService, facts: dict[str, Any]
) -> None:
    plain = actions.add_service(
        cast.partner,
        facts=ServiceFacts(**(facts | {"title": "法律咨询"})),
        actor=cast.partner_contact,
        now=NOW,
    )
    for row, day in ((service, 10), (plain, 11)):
        actions.accept_order(place(cast, row, starts_at=at(day)).pk, actor=cast.partner_contact, now=NOW)
    place(cast, service, starts_at=at(12))
    client, address = cast.client_for(cast.clerk), reverse("experts:calendar")
    page = client.get(address, {"month": MONTH})
    held = {one["day"].day: len(one["orders"]) for one in page.context["days"] if one["orders"]}
    assert held == {10: 1, 11: 1}
    assert page.context["number"] == 2
    lectures = client.get(address, {"month": MONTH, "lecturers": "1"})
    assert [one["day"].day for one in lectures.context["days"] if one["orders"]] == [10]
    assert client.get(address, {"month": "2026-13"}).status_code == 400
    for other in (cast.twin.clerk, cast.second_clerk):
        assert cast.client_for(other).get(address, {"month": MONTH}).context["number"] == 0
    assert cast.client_for(cast.partner_contact).get(address, {"month": MONTH}).context["number"] == 2


def test_everybody_reads_the_catalogue_without_contact_or_name(cast: Cast, service: ExpertService) -> None:
    nobody, address = cast.client_for(None), reverse("experts_public:list", args=[cast.office.pk])
    one = reverse("experts_public:service", args=[cast.office.pk, service.pk])
    for page in (nobody.get(address).content.decode(), nobody.get(one).content.decode()):
        assert "专题党课" in page
        assert "13800138000" not in page
        assert "顾维民" not in page
    assert "专题党课" not in nobody.get(address, {"q": "没有的词"}).content.decode()
    assert (
        nobody.get(reverse("experts_public:service", args=[cast.twin_office.pk, service.pk])).status_code
        == 404
    )
    actions.pause_service(service.pk, reason="外出", actor=cast.partner_contact, now=NOW)
    assert nobody.get(one).status_code == 404
    assert nobody.get(address).context["total"] == 0


def test_the_form_asks_online_or_not_only_where_both_are_offered(
    cast: Cast, service: ExpertService, facts: dict[str, Any]
) -> None:
    client = cast.client_for(cast.clerk)
    told = {
        "orderer": cast.committee.pk,
        "starts_at": f"{at(10):%Y-%m-%dT%H:%M}",
        "audience": "党员",
        "people": 9,
    }
    made = {
        mode: actions.add_service(
            cast.partner,
            facts=ServiceFacts(**(facts | {"title": mode}), mode=mode),
            actor=cast.secretary,
            now=NOW,
        ).pk
        for mode in ("online", "both")
    }
    assert 'name="online"' not in client.get(reverse("experts:place", args=[service.pk])).content.decode()
    client.post(reverse("experts:place", args=[made["online"]]), told)
    client.post(reverse("experts:place", args=[made["both"]]), told | {"online": "on"})
    assert set(ServiceOrder.objects.values_list("service", "online")) == {(pk, True) for pk in made.values()}


@pytest.mark.parametrize("number", [1, 8])
def test_pages_cost_as_much_with_many_orders(
    cast: Cast, service: ExpertService, number: int, django_assert_max_num_queries: Any
) -> None:
    ExpertService.objects.filter(pk=service.pk).update(capacity=20)
    for day in range(1, number + 1):
        actions.accept_order(place(cast, service, starts_at=at(day)).pk, actor=cast.partner_contact, now=NOW)
    client, partner = cast.client_for(cast.clerk), cast.client_for(cast.partner_contact)
    pages = (
        (client, reverse("experts:calendar"), {"month": MONTH}, 12),
        (client, reverse("experts:service", args=[service.pk]), {}, 14),
        (client, reverse("experts:order", args=[ServiceOrder.objects.latest("pk").pk]), {}, 50),
        (partner, reverse("experts:mine"), {}, 18),
    )
    for browser, address, asked, most in pages:
        browser.get(address, asked)
        with django_assert_max_num_queries(most):
            browser.get(address, asked)
