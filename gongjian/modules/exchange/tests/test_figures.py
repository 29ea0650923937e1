"""The demo offices' lists stand at the published figures, counted by the module's own queries and measures."""

import random

import pytest
from django.utils import timezone

from gongjian.cli.demo import SEED, seed_of
from gongjian.core.areas.models import Area
from gongjian.core.areas.seeds import OFFICE, SECOND_OFFICE
from gongjian.core.manifest import manifests
from gongjian.core.measures.registry import value_of
from gongjian.modules.exchange.capacity import left_in
from gongjian.modules.exchange.models import Match, Need, Resource

pytestmark = pytest.mark.django_db


def test_123_resources_107_needs_and_146_items_in_8_categories() -> None:
    now = timezone.now()
    for manifest in manifests():
        if manifest.seeds and manifest.slug in ("areas", "orgs", "people", "exchange"):
            seed_of(manifest.seeds)(now=now, rng=random.Random(SEED))
    first, second = (Area.objects.get(codes__code=code) for code in (OFFICE, SECOND_OFFICE))
    assert Resource.objects.filter(office=first).kept().count() == 123
    assert Need.objects.filter(item__office=first).counted().count() == 107
    theirs = Resource.objects.filter(office=second).kept()
    assert theirs.count() == 146
    assert theirs.order_by().values("category").distinct().count() == 8
    assert value_of("exchange.resources", area=first, now=now).value == 123
    assert value_of("exchange.needs", area=first, now=now).value == 107
    assert value_of("exchange.deliveries", area=first, now=now).value > 10
    assert set(Match.objects.values_list("item__state", flat=True)) == {
        "proposed", "accepted", "agreed", "running", "delivered", "declined",
    }  # fmt: skip
    for match in Match.objects.holding().select_related("resource"):
        taken = match.resource.capacity - left_in(match.resource, match.first_day)
        assert taken <= match.resource.capacity
