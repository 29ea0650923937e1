"""Two cases as they ran, entered whole and read back on one page each."""

import datetime as dt
import random

import pytest
from django.urls import reverse
from django.utils import timezone

from gongjian.cli.demo import SEED, seed_of
from gongjian.cli.stories import HEATING, POWER, TALKS, tell
from gongjian.core.links.models import ITEM
from gongjian.core.manifest import manifests
from gongjian.core.people.models import Person
from gongjian.modules.meetings.models import Meeting, Presence
from gongjian.modules.projects.models import Project
from tests.cast import Cast

NEEDED = ("areas", "orgs", "people", "clock")

pytestmark = pytest.mark.django_db


def test_five_hundred_and_forty_households_and_seventy_two() -> None:
    now = timezone.now()
    for manifest in manifests():
        if manifest.seeds and manifest.slug in NEEDED:
            seed_of(manifest.seeds)(now=now, rng=random.Random(SEED))
    for _twice in range(2):
        tell(now=now)
    heating, power = (Project.objects.get(item__title=title) for title in (HEATING, POWER))
    assert (heating.households, power.households) == (540, 72)
    assert heating.end_on - heating.start_on == dt.timedelta(days=120)
    assert {step.item.state for step in (*heating.milestones.all(), *power.milestones.all())} == {"done"}
    held = Meeting.objects.filter(about=power.item)
    assert held.count() == 7
    assert set(held.values_list("attendances__presence", flat=True)) == {Presence.PRESENT}
    assert list(held.values_list("decisions__item__state", flat=True)) == ["done"] * 7
    browser = Cast.client_for(None, Person.objects.get(username="secretary"))  # type: ignore[arg-type]
    page = browser.get(reverse("links:thread", args=[ITEM, power.pk])).content.decode()
    for words in (*TALKS, "新线路通电前，老供电不断", "七十二户还用着几十年的老线路"):
        assert words in page
    page = browser.get(reverse("links:thread", args=[ITEM, heating.pk])).content.decode()
    for words in (
        "五百四十户接入费全部缴齐",
        "供暖季按时通暖",
        "供暖季开始当天通暖",
        "五百四十户愿意按户缴纳接入费",
    ):
        assert words in page
