"""What a thread shows of a row of any kind: its kind in words, title, page, and the words that stand behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from gongjian.core.items.models import Item
from gongjian.core.links.models import ITEM, Name
from gongjian.core.manifest import flow_for, flows, manifests
from gongjian.core.people.access import Access

if TYPE_CHECKING:
    from gongjian.core.links.node import ThreadNode

LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Face:
    """One row as a thread shows it. `quote`: residents' words or a sum of money, masked, for whoever may read it."""

    name: Name
    kind: str
    label: str
    title: str
    url: str
    number: str = ""
    hint: str = ""
    quote: str = ""
    icon: str = "link"


def nodes() -> "dict[str, ThreadNode]":
    """By model, what the manifests say of rows that are no matters."""
    return {node.model: node for manifest in manifests() for node in manifest.threads}


def faces_of(names: Iterable[Name], access: Access) -> dict[Name, Face]:
    """The rows that the person may read, by name: one query per kind of row, two for matters with quotes."""
    by_model: dict[str, list[int]] = {}
    for model, pk in names:
        by_model.setdefault(model, []).append(pk)
    found: dict[Name, Face] = {}
    for model, ids in by_model.items():
        found |= _of_items(ids, access) if model == ITEM else _of_rows(model, ids, access)
    return found


def _of_items(ids: Sequence[int], access: Access) -> dict[Name, Face]:
    rows = Item.objects.visible_to(access).filter(pk__in=ids, kind__in=flows()).select_related("area", "unit")
    items = list(rows)
    quotes = _quotes(items)
    return {(ITEM, item.pk): _of_item(item, quotes.get(item.pk, "")) for item in items}


def _quotes(items: Sequence[Item]) -> Mapping[int, str]:
    by_kind: dict[str, list[int]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item.pk)
    found: dict[int, str] = {}
    for manifest in manifests():
        for kind, quote in manifest.quotes.items():
            if kind in by_kind:
                found.update(quote(by_kind[kind]))
    return found


def _of_item(item: Item, quote: str) -> Face:
    flow = flow_for(item.kind)
    words = quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1] + "…"
    where = f"{flow.states[item.state].label} · {item.unit or item.area.short_name}"
    return Face(
        name=(ITEM, item.pk),
        kind=item.kind,
        label=str(flow.label),
        title=item.title,
        number=item.number,
        url=reverse(flow.url_name or "items:detail", args=[item.pk]),
        hint=where,
        quote=words.strip(),
        icon="doc",
    )


def _of_rows(model: str, ids: Sequence[int], access: Access) -> dict[Name, Face]:
    node = nodes().get(model)
    if node is None:
        return {}
    return {
        (model, row.pk): Face(
            name=(model, row.pk),
            kind=model,
            label=str(node.label),
            title=node.title(row),
            url=node.url(row),
            hint=node.hint(row) if node.hint else "",
            icon=node.icon,
        )
        for row in node.visible(access).filter(pk__in=ids)
    }
