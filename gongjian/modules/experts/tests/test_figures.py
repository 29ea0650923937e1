"""A catalogue of 11 types and 143 services, entered by the product's own import, is read back everywhere as that."""

import random

import pytest
from django.urls import reverse

from gongjian.cli.demo import SEED
from gongjian.core.intake.tests.bringing import brought_in
from gongjian.core.measures.registry import value_of
from gongjian.modules.experts import actions
from gongjian.modules.experts.models import ServiceOrder
from gongjian.modules.experts.seeds_texts import TYPES
from gongjian.modules.experts.tests.conftest import NOW
from gongjian.modules.experts.tests.test_taking import HEADS
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SERVICES = 143


def test_11_types_and_143_services_stand_in_list_measure_and_public_page(cast: Cast) -> None:
    for name in TYPES:
        actions.add_type(cast.office, name=name, actor=cast.secretary, now=NOW)
    rng = random.Random(SEED)
    rows = [
        [f"K-{place:03}", f"{TYPES[place % 11]}服务{place}", TYPES[place % 11], "共建单位", "", "", "社区居民",
         rng.choice(("90分钟", "2小时", 60)), rng.randint(1, 6), "", ""]
        for place in range(SERVICES)
    ]  # fmt: skip
    for name in ("目录.xlsx", "目录（再次）.xlsx"):
        brought_in(
            "expert_services", [HEADS, *rows], name, office=cast.office, person=cast.secretary, now=NOW
        )
    client = cast.client_for(cast.secretary)
    assert client.get(reverse("experts:services")).context["ledger"].page.total == SERVICES
    assert client.get(reverse("experts:types")).context["ledger"].page.total == 11
    assert client.get("/api/v1/ledgers/expert_services/rows/?count=yes").json()["count"] == SERVICES
    assert value_of("experts.services", area=cast.office, now=NOW).value == SERVICES
    assert value_of("experts.types", area=cast.office, now=NOW).value == 11
    page = cast.client_for(None).get(reverse("experts_public:list", args=[cast.office.pk]))
    assert (len(page.context["types"]), page.context["total"]) == (11, SERVICES)
    assert sum(one.services_offered for one in page.context["types"]) == SERVICES
    assert not ServiceOrder.objects.exists()
