"""The demo office has somebody for each role, twice seeded is once, and everybody can sign in."""

import random

import pytest
from django.test import Client

from gongjian.core.areas.seeds import seed as seed_areas
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.orgs.seeds import seed as seed_orgs
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.seeds import logins, seed
from gongjian.core.people.tests.acts import NOW


@pytest.mark.django_db
def test_one_sign_in_per_role_works_and_seeding_twice_adds_nobody() -> None:
    for each in (seed_areas, seed_orgs, seed, seed):
        each(now=NOW, rng=random.Random(1))
    assert 25 <= Person.objects.count() <= 40
    assert not Person.objects.filter(is_demo=False).exists()
    committees = Unit.objects.filter(kind=UnitKind.COMMUNITY, office__name__contains="文化路")
    assert committees.count() == committees.filter(memberships__is_head=True).distinct().count() == 15
    for label, username, password in logins():
        answer = Client().post("/account/sign-in/", {"username": username, "password": password})
        assert answer.status_code == 302, label
        assert Holding.objects.filter(person__username=username).count() == 1
    assert Person.objects.filter(stand_in__isnull=False).count() == 1
