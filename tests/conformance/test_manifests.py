"""What every module says about itself holds."""

import datetime as dt
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongjian.cli.demo import seed_of
from gongjian.core.items.models import Item
from gongjian.core.manifest import Module, manifests, modules, permissions
from gongjian.core.measures.cuts import Slice, cut, cuts_of
from gongjian.core.measures.measure import Measure, MeasureResult, Scope
from gongjian.core.people.roles import Role
from gongjian.web.icons import icon_paths
from tests.conformance.world import World, models_of

ROOT = Path(__file__).resolve().parents[2]
ALL = [pytest.param(module, id=module.slug) for module in manifests()]
MODULES = [pytest.param(module, id=module.slug) for module in modules()]
ITEM_COLUMNS = {
    "id", "office", "kind", "number", "title", "area", "area_path", "place", "lat", "lon", "category", "reporter",
    "unit", "handler", "submitted_by", "state", "phase", "result", "urgent", "paused", "reopened", "opened_at",
    "warn_at", "due_at", "closed_at", "changed_at",
}  # fmt: skip


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_a_page_in_the_docs(module: Module) -> None:
    assert module.docs, f"{module.slug} names no docs page"
    page = ROOT / "docs" / module.docs.removeprefix("docs/")
    assert page.is_file(), f"{page} is missing"
    assert len(page.read_text()) > 400, f"{page} says too little"


@pytest.mark.parametrize("module", MODULES)
def test_a_modules_nouns_stand_in_the_glossary(module: Module) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    assert module.glossary, f"{module.slug} names no glossary words"
    missing = [word for word in module.glossary if f"`{word}`" not in glossary]
    assert not missing, f"not in docs/glossary.md: {missing}"


@pytest.mark.parametrize("module", MODULES)
def test_every_model_of_a_module_is_a_noun_of_the_glossary(module: Module) -> None:
    missing = {model.__name__ for model in models_of(module)} - set(module.glossary)
    assert not missing, f"{module.slug}: {sorted(missing)} are missing in the manifest's glossary"


@pytest.mark.parametrize("module", ALL)
def test_roles_in_permissions_are_known(module: Module) -> None:
    for permission in module.permissions:
        assert set(permission.roles) <= {str(role) for role in Role}, permission.name
        assert permission.roles, f"{permission.name} is held by nobody"
        assert str(permission.label)


def test_the_administrator_holds_no_permission_of_a_module() -> None:
    """Separation of duties: whoever looks after accounts does not read or decide cases."""
    held = [one.name for module in modules() for one in module.permissions if Role.ADMINISTRATOR in one.roles]
    assert not held


def test_the_auditor_reads_only() -> None:
    reading = ("view", "view_items")
    writing = [
        one.name for one in permissions().values()
        if Role.AUDITOR in one.roles and not one.name.rpartition(".")[2].startswith(reading)
    ]  # fmt: skip
    assert not writing


@pytest.mark.parametrize("module", ALL)
def test_menu_entries_lead_somewhere(module: Module) -> None:
    for entry in module.menu:
        assert reverse(entry.url_name)
        assert entry.icon in icon_paths(), entry.icon
        assert not entry.permission or entry.permission in permissions()


@pytest.mark.parametrize("module", ALL)
def test_flows_and_ledgers_name_permissions_that_exist(module: Module) -> None:
    names = {ledger.permission for ledger in module.ledgers}
    for flow in module.flows:
        names |= {flow.view, *(move.by for move in flow.moves)}
    assert names <= set(permissions())


@pytest.mark.parametrize("module", ALL)
def test_personal_fields_exist_and_say_why_and_how_long(module: Module) -> None:
    for personal in module.personal_fields:
        apps.get_model(personal.model)._meta.get_field(personal.field)
        assert str(personal.purpose)
        assert personal.keep_days > 0
        assert personal.protection


@pytest.mark.parametrize("module", MODULES)
def test_every_sealed_column_is_declared_as_personal(module: Module) -> None:
    declared = {(one.model.lower(), one.field) for one in module.personal_fields}
    sealed = {
        (model._meta.label_lower, column.name)
        for model in models_of(module)
        for column in model._meta.concrete_fields
        if column.name.endswith("_sealed")
    }
    assert sealed <= declared, f"{module.slug}: {sorted(sealed - declared)}"


@pytest.mark.parametrize("module", ALL)
def test_measures_compute(world: World, module: Module) -> None:
    scope = Scope(now=world.now, paths=(world.home.path,))
    for measure in module.measures:
        answer = measure.answer(scope)
        assert isinstance(answer, MeasureResult)
        assert answer.value is None or answer.value >= 0, measure.name
        assert str(measure.formula)
        if measure.rows and (address := measure.rows(scope)):
            assert world.client_for(world.insider).get(address).status_code == 200, (
                f"{measure.name}: {address}"
            )


@pytest.mark.parametrize("module", ALL)
def test_the_parts_of_a_measure_add_up_and_open_their_rows(
    world: World, module: Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages are asked at the same moment as the measures: what falls due meanwhile is no difference. Their rows are
    counted whatever PostgreSQL expects: what other tests took back still lies in the world's tables."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: world.now)
    monkeypatch.setattr("gongjian.core.quick.MOST_COST", float("inf"))
    client = world.client_for(world.insider)
    scope = Scope(now=world.now, paths=(world.home.path,), area_id=world.home.pk)
    for measure in (one for one in module.measures if one.spread is None):
        for by in cuts_of(measure):
            parts = cut(measure, scope, by)
            if by != "month":  # months are told of the last year only
                whole = measure.answer(scope)
                told = [
                    part.answer.value if whole.numerator is None else part.answer.numerator for part in parts
                ]
                assert sum(map(int, told)) == (whole.value if whole.numerator is None else whole.numerator), (
                    f"{measure.name} by {by}"
                )
            for part in [*parts[:1], *parts[-1:]]:
                opens_its_rows(client, measure, part)


def opens_its_rows(client: Client, measure: Measure, part: Slice) -> None:
    """The lists behind numerator and denominator show as many rows as were counted."""
    for counted in filter(None, (measure.part, measure.whole)):
        if counted.exact and (address := counted.address(part.scope)):
            shown = client.get(address)
            assert shown.status_code == 200, address
            assert shown.context["ledger"].page.total == counted.count(part.scope), (
                f"{measure.name}: {address}"
            )


@pytest.mark.parametrize("module", ALL)
def test_a_measure_of_nothing_is_no_error(module: Module, world: World) -> None:
    nowhere = Scope(now=world.now, paths=(), since=dt.date(1990, 1, 1), until=dt.date(1990, 1, 2))
    for measure in module.measures:
        assert measure.answer(nowhere).value in (0, None), measure.name


@pytest.mark.parametrize("module", MODULES)
def test_seeds_run_twice_add_nothing(world: World, module: Module) -> None:
    import random

    assert module.seeds, f"{module.slug} has no demo data"
    counts = {model: model._base_manager.count() for model in models_of(module)}
    items = Item.objects.count()
    seed_of(module.seeds)(now=world.now, rng=random.Random(1))
    assert {model: model._base_manager.count() for model in models_of(module)} == counts
    assert Item.objects.count() == items


@pytest.mark.parametrize("module", ALL)
def test_jobs_may_run_twice(world: World, module: Module) -> None:
    for job in module.jobs:
        assert job.every_seconds > 0
        job.run(now=world.now)
        job.run(now=world.now)


@pytest.mark.parametrize("module", MODULES)
def test_required_modules_are_installed(module: Module) -> None:
    assert set(module.requires) <= {one.slug for one in modules()} - {module.slug}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_brings_its_own_chinese(module: Module) -> None:
    spec = find_spec(f"gongjian.modules.{module.slug}")
    assert spec is not None
    assert spec.origin is not None
    assert (Path(spec.origin).parent / "locale/zh_Hans/LC_MESSAGES/django.po").is_file()


def test_no_column_of_one_kind_alone_stands_in_the_item() -> None:
    assert {column.name for column in Item._meta.concrete_fields} == ITEM_COLUMNS


def test_modules_are_kept_apart_by_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    kinds = {contract["type"]: contract for contract in contracts}
    assert kinds["independence"]["modules"] == ["gongjian.modules.*"]
    assert kinds["layers"]["layers"][-3:] == ["gongjian.modules", "gongjian.core", "gongjian.lib"]


def test_the_day_of_the_world_is_today(world: World) -> None:
    assert abs(timezone.now() - world.now) < dt.timedelta(hours=1)
