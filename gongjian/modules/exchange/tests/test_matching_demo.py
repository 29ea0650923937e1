"""The demo office's 107 needs and 123 resources: each open need has resources that suit it or a reason, and its proposal
keeps within capacities and the limit."""

import random
from collections import Counter

import pytest
from django.utils import timezone

from gongjian.cli.demo import SEED, seed_of
from gongjian.core.areas.models import Area
from gongjian.core.areas.seeds import OFFICE
from gongjian.core.manifest import manifests
from gongjian.modules.exchange.matching.one_need import suiting
from gongjian.modules.exchange.matching.proposing import open_needs
from gongjian.modules.exchange.models import Answer, Need, Proposal, Resource

pytestmark = pytest.mark.django_db


def test_every_open_need_of_the_demo_has_what_suits_it_or_says_why_not() -> None:
    now = timezone.now()
    for manifest in manifests():
        if manifest.seeds and manifest.slug in ("areas", "orgs", "people", "exchange"):
            seed_of(manifest.seeds)(now=now, rng=random.Random(SEED))
    office = Area.objects.get(codes__code=OFFICE)
    assert Resource.objects.filter(office=office).kept().count() == 123
    assert Need.objects.filter(item__office=office).counted().count() == 107
    needs = [need for need in open_needs(office).with_all() if need.missing]
    assert len(needs) > 10
    for need in needs:
        found = suiting(need, today=timezone.localdate())
        assert found.best or found.reasons or found.elsewhere
    made = Proposal.objects.get(area=office)
    _keeps_within(made)
    assert made.seconds < 1
    assert made.greedy <= made.value + 1e-6 <= made.bound + 2e-6
    assert made.rows.filter(answer=Answer.CONFIRMED).count() == 3
    assert made.rows.count() == made.needs


def _keeps_within(made: Proposal) -> None:
    """No resource gives more than was left, no unit serves more needs than the limit, every other need has a reason."""
    rows = list(made.rows.matched().select_related("resource"))
    given: Counter[int] = Counter()
    for row in rows:
        given[row.resource_id] += row.quantity
    assert len(rows) > 10
    assert all(given[row.resource_id] <= row.told["left"] for row in rows)
    assert max(Counter(row.resource.unit_id for row in rows).values()) <= made.most_per_unit
    assert not made.rows.unmatched().filter(why="").exists()
