"""A demo office with everything that the modules' seeds bring, canaries in it, and two people: inside and outside."""

import datetime as dt
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import CharField, Model, TextField
from django.test import Client
from django.utils import timezone

from gongjian.cli.demo import SEED, seed_of
from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item
from gongjian.core.manifest import Module, core_manifests, manifests
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.people.roles import Role
from gongjian.core.search import index
from tests.cast import give, join, make_person

CANARY = "金丝雀叽喳"
NOT_TEXT = (
    "hash",
    "digest",
    "token",
    "code",
    "number",
    "state",
    "phase",
    "kind",
    "channel",
    "path",
    "language",
)


@dataclass
class World:
    """`home` holds all that was seeded, `twin` next door holds nothing of the modules."""

    home: Area
    twin: Area
    insider: Person
    outsider: Person
    administrator: Person
    now: dt.datetime

    def reader_of(self, permission: str) -> Person:
        """Whoever of the home office may: separation of duties leaves some pages to the administrator."""
        inside = access_of(self.insider).may_anywhere(permission)
        return self.insider if inside else self.administrator

    def client_for(self, person: Person) -> Client:
        """A browser in which the person has signed in; errors of the server are answers, not exceptions."""
        client = Client(raise_request_exception=False)
        client.force_login(person)
        return client


def run_seeds(*, now: dt.datetime, only: str = "") -> None:
    """All seeds; of the one module `only`, its own and the core's."""
    for manifest in manifests():
        if manifest.seeds and (not only or manifest.slug == only or manifest in core_manifests()):
            seed_of(manifest.seeds)(now=now, rng=random.Random(SEED))


def make_world() -> World:
    """Run the seeds, then put the canaries in. `GONGJIAN_WORLD_OF` in the environment names the one module that is looked at."""
    now = timezone.now()
    run_seeds(now=now, only=os.environ.get("GONGJIAN_WORLD_OF", ""))
    home, twin = offices()
    for manifest in manifests():
        for model in models_of(manifest):
            _plant(model, home)
    _plant_items(home)
    administrator = make_person("administrator", username="the-administrator", office=home)
    give(administrator, role=Role.ADMINISTRATOR, area=home)
    return World(home, twin, everyone_at(home, "insider"), everyone_at(twin, "outsider"), administrator, now)


def offices() -> tuple[Area, Area]:
    """The working office in which the seeds put people, and another one."""
    found = list(Area.objects.offices().order_by("pk"))
    people = Counter(Person.objects.values_list("office_id", flat=True))
    found.sort(key=lambda office: -people[office.pk])
    assert len(found) > 1, "the seeds make no second office"
    return found[0], found[1]


def everyone_at(office: Area, username: str) -> Person:
    """One person who holds every role of the office but the administrator's, and heads a unit of it."""
    person = make_person(username, username=username, office=office)
    for role in Role:
        if role not in (Role.ADMINISTRATOR, Role.RESIDENT):
            give(person, role=role, area=office)
    join(person, unit=Unit.objects.of_office(office.pk).inside().first(), is_head=True)
    return person


def models_of(manifest: Module) -> list[type[Model]]:
    """The models of a module (core packages have theirs; canaries and audits concern modules)."""
    name = f"gongjian.modules.{manifest.slug}"
    return [model for model in apps.get_models() if model._meta.app_config.name == name]


def text_columns(model: type[Model]) -> Iterator["models.Field"]:
    """Columns in which people write."""
    for column in model._meta.concrete_fields:
        if (
            not isinstance(column, CharField | TextField)
            or column.choices
            or column.unique
            or column.primary_key
        ):
            continue
        if column.max_length is not None and column.max_length < len(CANARY):
            continue
        in_constraint = any(column.name in getattr(one, "fields", ()) for one in model._meta.constraints)
        if not in_constraint and not any(column.name.endswith(word) for word in NOT_TEXT):
            yield column


def _plant(model: type[Model], home: Area) -> None:
    """Every text that a person wrote says CANARY from now on; rows that all offices share keep theirs."""
    names = [column.name for column in text_columns(model)]
    rows = model._base_manager.all()
    if any(column.name == "office" for column in model._meta.concrete_fields):
        rows = rows.filter(office=home)
    if names:
        rows.update(**dict.fromkeys(names, CANARY))


def _plant_items(home: Area) -> None:
    Item.objects.filter(office=home).update(title=CANARY, place=CANARY)
    for item in Item.objects.filter(office=home):
        index(item, f"{CANARY} {item.number}")
