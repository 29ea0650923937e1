"""Panels that one module adds to the page of another's matter."""

from typing import Any

import pytest

from gongjian.core.items import panel as panels
from gongjian.core.items.models import Item
from gongjian.core.items.panel import ItemPanel, panels_of
from gongjian.core.manifest import Module
from gongjian.core.people.access import Access


def _panel(name: str, *, kind: str = "report", order: int = 100, shown: bool = True) -> ItemPanel:
    def context(item: Item, access: Access) -> dict[str, Any] | None:
        return {"name": name, "state": item.state} if shown else None

    return ItemPanel(kind, f"trial/{name}.html", context, order=order)


def test_a_page_shows_the_panels_of_its_kind_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    told = (_panel("late", order=300), _panel("early", order=20), _panel("other", kind="task"))
    monkeypatch.setattr(panels, "manifests", lambda: (Module(slug="trial", label="trial", panels=told),))
    found = panels_of(Item(kind="report", state="new"), Access(person_id=None))
    assert [row["template"] for row in found] == ["trial/early.html", "trial/late.html"]
    assert found[0]["context"] == {"name": "early", "state": "new"}


def test_a_panel_with_nothing_for_this_person_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    told = (_panel("hidden", shown=False),)
    monkeypatch.setattr(panels, "manifests", lambda: (Module(slug="trial", label="trial", panels=told),))
    assert panels_of(Item(kind="report", state="new"), Access(person_id=None)) == []
