"""The crawl can fail: with one scope switched off, it finds what comes out."""

from typing import Any

import pytest

from gongjian.core.items.models.item import ItemQuerySet
from gongjian.modules.network.models import JoiningQuerySet
from gongjian.modules.workplan.models import TaskQuerySet
from tests.conformance.access.policy import calls, cell
from tests.conformance.access.routes import all_routes
from tests.conformance.access.test_canaries import asked_in_every_way, found_in
from tests.conformance.access.test_counts import differences
from tests.conformance.access.twins import Twins
from tests.conformance.access.visitors import EVERYTHING, Visitor
from tests.conformance.addresses import read_keys

ROUTES = {f"{route.method} {route.name}": route for route in all_routes()}


def everything(self: Any, *_given: Any, **_named: Any) -> Any:
    """A scope that leaves nothing out."""
    return self.all()


def test_a_page_without_its_scope_is_found_out(
    twins: Twins, visitors: dict[str, Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    route, keys = ROUTES["GET files:of_item"], read_keys()
    assert found_in(route, visitors[EVERYTHING], twins, keys) == set()
    monkeypatch.setattr(ItemQuerySet, "visible_to", everything)
    assert found_in(route, visitors[EVERYTHING], twins, keys)
    found = cell(calls(route, visitors[EVERYTHING], twins, keys[route.name]))
    assert {"b", "c"} <= set(found)


def test_the_api_without_its_scope_is_found_out(
    twins: Twins, visitors: dict[str, Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    route, keys = ROUTES["GET api:list_tasks"], read_keys()
    assert found_in(route, visitors[EVERYTHING], twins, keys) == set()
    monkeypatch.setattr(TaskQuerySet, "visible_to", everything)
    assert found_in(route, visitors[EVERYTHING], twins, keys)


def test_an_export_without_its_scope_is_found_out(
    twins: Twins, visitors: dict[str, Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visitors[EVERYTHING].client
    assert asked_in_every_way(["partners"], twins, client) == {}
    monkeypatch.setattr(JoiningQuerySet, "visible_to", everything)
    found = asked_in_every_way(["partners"], twins, client)
    assert any("'export': 'xlsx'" in question for question in found)
    assert any("'export': 'csv'" in question for question in found)


def test_a_number_without_its_scope_is_found_out(
    twins: Twins, visitors: dict[str, Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        JoiningQuerySet, "visible_to", lambda self, access: self.filter(office=office_of(twins))
    )
    assert differences(twins, visitors[EVERYTHING], ["/desk/network/"])


def office_of(twins: Twins) -> Any:
    """The office of A and B."""
    return twins.sides["X"].office
