"""The published figures, made by the product's own actions: 105 matters from visits, 101 projects, 99 of them in 15 fields."""

import random

import pytest
from django.utils import timezone

from gongjian.cli.demo import SEED, seed_of
from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item
from gongjian.core.links.ledgers import without_origin
from gongjian.core.links.models import ITEM, Link, LinkKind
from gongjian.core.manifest import manifests
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.modules.projects.models import Evaluation, Project

NEEDED = ("areas", "orgs", "people", "clock", "reports", "exchange", "network", "projects")

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def office() -> Area:
    now = timezone.now()
    for manifest in manifests():
        if manifest.seeds and manifest.slug in NEEDED:
            seed_of(manifest.seeds)(now=now, rng=random.Random(SEED))
    return Area.objects.get(pk=Project.objects.values_list("item__office", flat=True).distinct().get())


def test_a_hundred_and_five_matters_led_to_ninety_nine_projects_in_fifteen_fields(office: Area) -> None:
    matters = Item.objects.filter(
        office=office, kind="report", report__channel="visit", report__external_id__startswith="走访-"
    )
    assert matters.count() == 105
    projects = Project.objects.filter(item__office=office)
    assert projects.count() == 101
    origins = Link.objects.live().filter(kind=LinkKind.ORIGIN, source_model=ITEM, target_model=ITEM)
    origins = origins.filter(source_id__in=projects.values("pk"), target_id__in=matters.values("pk"))
    pairs = set(origins.values_list("source_id", "target_id"))
    of_projects, of_matters = {source for source, _target in pairs}, {target for _source, target in pairs}
    assert (len(of_projects), len(of_matters), len(pairs)) == (99, 101, 102)
    undecided = matters.exclude(pk__in=of_matters)
    assert undecided.filter(closed_at__isnull=True).count() == 4
    fields = projects.filter(pk__in=of_projects).values_list("field__name", flat=True)
    assert len(set(fields)) == 15
    assert (
        not without_origin(access_of(Person.objects.get(username="secretary")))
        .filter(kind="project")
        .exists()
    )
    _states_and_marks()


def _states_and_marks() -> None:
    """Every state of the loop but those of refusal occurs, and marks have their parts."""
    states = set(Project.objects.values_list("item__state", flat=True))
    assert {"proposed", "approved", "agreed", "running", "delivered", "evaluated", "published"} <= states
    for one in Evaluation.objects.select_related("method"):
        base = (one.site * one.method.site + one.residents * one.method.residents) / 100
        assert one.mark == min(100, round(base + one.added, 2))
        assert one.answered <= 8
