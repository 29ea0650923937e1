"""All addresses of the product, read from the resolver."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from gongjian.core.areas.models import Area
from gongjian.core.files.models import Attachment
from gongjian.core.items.models import Item
from gongjian.core.manifest import Module, flows, modules
from tests.conformance.world import models_of

FOREIGN = ("ninja.", "django.")
PER_MODEL = 1
KEYS = Path(__file__).parent / "access/keys.csv"
Keys = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Address:
    """One pattern: its view, its name with namespaces, its converters by argument."""

    name: str
    view: Any
    converters: dict[str, Any]
    route: str

    @property
    def policy(self) -> str:
        """Who may call it; "" where the view says nothing."""
        return str(getattr(self.view, "policy", ""))

    @property
    def foreign(self) -> bool:
        """Whether the view is of a library that guards itself."""
        return getattr(self.view, "func", self.view).__module__.startswith(FOREIGN)

    @property
    def is_public(self) -> bool:
        """Whether everybody may call it."""
        return self.policy.startswith("public")


def all_addresses() -> list[Address]:
    """Every pattern below the root."""
    return list(_walk(get_resolver(), [], {}, ""))


def _walk(resolver: URLResolver, spaces: list[str], above: dict[str, Any], route: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = {**above, **pattern.pattern.converters}
        path = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = [*spaces, pattern.namespace] if pattern.namespace else spaces
            yield from _walk(pattern, inner, here, path)
        elif isinstance(pattern, URLPattern):
            yield Address(":".join([*spaces, pattern.name or ""]), pattern.callback, here, path)


def module_of(address: Address) -> Module | None:
    """The module that brings the view."""
    for module in modules():
        if (
            address.name.split(":")[0] == module.slug
            or f"gongjian.modules.{module.slug}." in address.view.__module__
        ):
            return module
    return None


def filled(address: Address, home: Area) -> Iterator[str]:
    """The address with the ids of seeded objects of the home office; each of them, met with several of the others."""
    if not address.name.rpartition(":")[2]:
        return
    known = read_keys().get(address.name, {})
    wanted = [
        (name in known and keys_in(home, known[name])) or list(values_for(name, converter, home))
        for name, converter in address.converters.items()
    ]
    for values in met(wanted):
        yield reverse(address.name, kwargs=dict(zip(address.converters, values, strict=True)))


def met(lists: list[list[Any]], *, rounds: int = 2) -> list[tuple[Any, ...]]:
    """Every value at least `rounds` times, each time with other neighbours: all pairs would be thousands."""
    turns = range(max(map(len, lists), default=1) if all(lists) else 0)
    combined = [
        tuple(values[(turn + shift * place) % len(values)] for place, values in enumerate(lists))
        for shift in range(rounds)
        for turn in turns
    ]
    return list(dict.fromkeys(combined))


@cache
def read_keys() -> Keys:
    """By the name of a route: the model of which each argument is a key, as "app.Model" or "app.Model.column"."""
    found: Keys = {}
    with KEYS.open(newline="") as file:
        for line in csv.DictReader(file):
            found.setdefault(line["route"], {})[line["argument"]] = line["model"]
    return found


def keys_in(home: Area, named: str) -> list[Any]:
    """Some keys of a model's rows, of the home office where the rows say whose they are: the first, the last, one between."""
    app, model, *column = named.split(".")
    rows = apps.get_model(app, model)._base_manager.order_by("pk")
    names = {one.name for one in rows.model._meta.get_fields()}
    if "office" in names:
        rows = rows.filter(office=home)
    elif "item" in names:
        rows = rows.filter(item__office=home)
    keys = list(rows.values_list(*column or ["pk"], flat=True))
    return list(dict.fromkeys([keys[0], keys[len(keys) // 2], keys[-1]] if keys else []))


def values_for(name: str, converter: Any, home: Area) -> Iterator[Any]:
    """Ids that a visitor might try."""
    if isinstance(converter, IntConverter):
        yield from sorted({0, *_numbers(home)} if name != "pk" else set(_numbers(home)))
    elif isinstance(converter, UUIDConverter):
        yield from _uids()
    elif isinstance(converter, SlugConverter):
        yield from {move.name for flow in flows().values() for move in flow.moves} | {
            "note",
            "help",
            "extension",
        }
    elif isinstance(converter, StringConverter):
        yield "canary"


def _numbers(home: Area) -> set[int]:
    found = {home.pk}
    for kind in flows():
        found.update(Item.objects.filter(kind=kind, office=home).values_list("pk", flat=True)[:PER_MODEL])
    for module in modules():
        for model in models_of(module):
            if model._meta.pk.get_internal_type() in ("BigAutoField", "OneToOneField", "AutoField"):
                found.update(model._base_manager.values_list("pk", flat=True)[:PER_MODEL])
    return found


def _uids() -> set[Any]:
    found = set(Attachment.objects.values_list("uid", flat=True)[:2])
    for module in modules():
        for model in models_of(module):
            for column in model._meta.concrete_fields:
                if column.get_internal_type() == "UUIDField":
                    found.update(model._base_manager.values_list(column.name, flat=True)[:PER_MODEL])
    return found


def registered_models() -> list[Any]:
    """All models of the product, without those that a test made up for itself."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("gongjian.")]
    return [model for model in ours if ".tests." not in model.__module__]
