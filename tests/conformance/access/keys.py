"""What stands for the arguments of an address: the keys of the twins' own rows, the names that all offices share."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Model
from django.urls import reverse

from gongjian.core.intake.models import Batch
from gongjian.core.invites.models import Invite
from gongjian.core.invites.tokens import token_of as invite_token
from gongjian.core.items.models import Item
from gongjian.core.ledgers.models import LedgerView
from gongjian.core.manifest import flow_for, manifests
from gongjian.core.papers.models import PaperVersion
from gongjian.modules.meetings.code import token_of as meeting_token
from gongjian.modules.meetings.models import Meeting
from gongjian.modules.reports.follow import token_of as report_token
from gongjian.modules.reports.models import Report
from tests.conformance.access.belonging import columns, copied_models, label
from tests.conformance.access.routes import Route
from tests.conformance.access.twins import Twin, Twins

Kwargs = dict[str, Any]
FEW = 2
OFFICE_OF = {"A": "X", "B": "X", "C": "Y"}


def ledgers() -> list[str]:
    """The slugs of all lists."""
    return [ledger.slug for manifest in manifests() for ledger in manifest.ledgers]


def _measures() -> list[str]:
    return [measure.name for manifest in manifests() for measure in manifest.measures]


def _public_kinds() -> list[str]:
    from gongjian.core.publicity.registry import public_kinds

    return [kind.slug for kind in public_kinds().values()]


def _takers() -> list[str]:
    from gongjian.core.intake.ledgers import takers

    return list(takers())


WORDS: dict[tuple[str, str], Callable[[], list[Any]]] = {
    ("ledgers:", "slug"): ledgers, ("bulk:", "slug"): ledgers, ("papers:", "slug"): ledgers,
    ("api:", "slug"): ledgers, ("api:", "ledger"): ledgers, ("intake:", "ledger"): _takers,
    ("measures:", "name"): _measures, ("api:", "name"): _measures, ("public:", "slug"): _public_kinds,
    ("exchange_public:", "which"): lambda: ["resources", "needs"], ("clock:", "number"): lambda: [2026, "2026-01-01"],
    ("ledgers:", "act"): lambda: ["remove", "share"], ("public_reports:", "code"): lambda: ["roads"],
    ("public_reports:", "rest"): lambda: ["x"], ("sso:", "provider"): lambda: ["none"],
}  # fmt: skip
"""Arguments that name no row of an office."""

MADE_OF: dict[tuple[str, str], Callable[[Twin], list[Any]]] = {
    ("public_reports:", "token"): lambda twin: [report_token(row) for row in _rows(twin, Report)],
    ("public_reports:", "place"): lambda twin: [f"n{twin.area.pk}"],
    ("public_reports:", "name"): lambda twin: ["2026-01.json"],
    ("public_reports:", "number"): lambda twin: [row.item.number for row in _rows(twin, Report)],
    ("public_meetings:", "token"): lambda twin: [meeting_token(row) for row in _rows(twin, Meeting)],
    ("invites_public:", "token"): lambda twin: [invite_token(row) for row in _rows(twin, Invite)],
    ("feeds:", "secret"): lambda twin: [f"secret-of-{twin.side}"],
    ("notices:", "token"): lambda twin: ["no-such-token"],
    ("reports:", "code"): lambda twin: ["roads"],
}  # fmt: skip
"""Arguments that are made of a row and are not its key."""


def _rows(twin: Twin, model: type[Model]) -> list[Any]:
    return list(model._base_manager.filter(pk__in=twin.keys(model)).order_by("pk"))


def addresses(
    route: Route, twins: Twins, side: str, models: dict[str, str], *, few: int = FEW
) -> Iterator[str]:
    """The route's addresses with keys of one twin, no more than `few` for each way to fill them."""
    for kwargs in itertools.islice(_filled(route, twins, side, models), few):
        yield reverse(route.name, kwargs=kwargs)


def names_rows(route: Route) -> bool:
    """Whether the address names a row of some office."""
    return any(_words(route, name) is None for name in route.converters)


def plain_addresses(route: Route, *, most: int = 1000) -> list[str]:
    """The addresses of a route that names no row: one for each name that all offices share, or `most` of them."""
    lists = [spread(_words(route, name) or [], most=most) for name in route.converters]
    return [
        reverse(route.name, kwargs=dict(zip(route.converters, values, strict=True)))
        for values in itertools.product(*lists)
    ]


def _words(route: Route, name: str) -> list[Any] | None:
    for (start, argument), words in WORDS.items():
        if name == argument and route.name.startswith(start):
            found = words()
            if route.name == "clock:take_back":
                import datetime as dt

                return [dt.date(2026, 1, 1)]
            return found[:1] if start == "clock:" else found
    return None


def _filled(route: Route, twins: Twins, side: str, models: dict[str, str]) -> Iterator[Kwargs]:
    twin = twins.sides[side]
    if route.name in ("items:move", "reports:move"):
        yield from _moves(twin)
        return
    if route.name == "items:act":
        yield from ({"pk": pk, "name": "note", "target": 0} for pk in spread(twin.keys(Item)))
        return
    if "uid" in route.converters and route.name in ("api:get_import", "api:left_out"):
        yield from ({"ledger": row.ledger, "uid": row.uid} for row in _rows(twin, Batch))
        return
    if route.name == "papers:version":
        yield from ({"uid": row.paper.uid, "number": row.number} for row in _rows(twin, PaperVersion))
        return
    if route.name == "ledgers:change":
        for row in _rows(twin, LedgerView):
            yield {"slug": row.ledger, "number": row.pk, "act": "remove"}
        return
    free = [name for name in route.converters if _words(route, name) is not None]
    keyed = [name for name in route.converters if name not in free]
    for values in _values(route, twins, side, keyed, models):
        for words in itertools.product(*[(_words(route, name) or [])[:3] for name in free]):
            yield dict(zip(free, words, strict=True)) | values


def _values(
    route: Route, twins: Twins, side: str, keyed: list[str], models: dict[str, str]
) -> Iterator[Kwargs]:
    twin = twins.sides[side]
    made = [(name, _made(route, twin, name)) for name in keyed]
    if any(values is not None for _name, values in made):
        lists = [
            values if values is not None else keys_of(twins, side, models.get(name, ""))
            for name, values in made
        ]
        yield from (dict(zip(keyed, values, strict=True)) for values in itertools.product(*lists))
    elif "model" in keyed:
        yield from ({"model": model, "pk": pk} for model, pk in _knots(twin))
    elif len(keyed) == 1:
        name = keyed[0]
        yield from ({name: key} for key in spread(keys_of(twins, side, models.get(name, ""))))
    else:
        yield from pairs(twins, side, keyed, models)


def _made(route: Route, twin: Twin, name: str) -> list[Any] | None:
    for (start, argument), values in MADE_OF.items():
        if name == argument and route.name.startswith(start):
            return values(twin)
    return None


def _moves(twin: Twin) -> Iterator[Kwargs]:
    for item in Item.objects.filter(pk__in=spread(twin.keys(Item), most=40)).order_by("pk"):
        for move in flow_for(item.kind).moves:
            if move.source == item.state:
                yield {"pk": item.pk, "name": move.name}
                break


def _knots(twin: Twin) -> Iterator[tuple[str, Any]]:
    names = ["items.item", *(node.model for manifest in manifests() for node in manifest.threads)]
    for model in copied_models():
        if model._meta.label_lower in names:
            yield from ((model._meta.label_lower, key) for key in spread(twin.keys(model))[:FEW])


def keys_of(twins: Twins, side: str, name: str) -> list[Any]:
    """The keys of a side's rows of the model "app.Model"; "app.Model.uid" asks for that column."""
    if name == "areas.Area":
        return [twins.sides[side].area.pk]
    for kind in copied_models():
        if label(kind) == name.removesuffix(".uid"):
            rows = kind._base_manager.filter(pk__in=twins.sides[side].keys(kind)).order_by("pk")
            return list(rows.values_list("uid" if name.endswith(".uid") else "pk", flat=True))
    return []


def own_or_above(twins: Twins, side: str, name: str) -> list[Any]:
    """The same, of the office where the community has none."""
    return keys_of(twins, side, name) or keys_of(twins, OFFICE_OF.get(side, side), name)


def pairs(twins: Twins, side: str, keyed: list[str], models: dict[str, str]) -> Iterator[Kwargs]:
    """Keys of two rows of which one hangs on the other."""
    first, second = keyed
    above, below = models.get(first, ""), models.get(second, "")
    if above == "areas.Area":
        yield from (
            {first: twins.sides[side].office.pk, second: key} for key in spread(keys_of(twins, side, below))
        )
        return
    uid = below.endswith(".uid")
    for kind in copied_models():
        if label(kind) != below.removesuffix(".uid"):
            continue
        names = _ways(kind, above)
        rows = kind._base_manager.filter(pk__in=twins.sides[side].keys(kind)).order_by("pk")
        column = "uid" if uid else "pk"
        for way in names:
            own = "uid" if above.endswith(".uid") else "pk"
            for one, two in rows.exclude(**{way: None}).values_list(f"{way}__{own}", column):
                yield {first: one, second: two}
        if not names:
            tops = own_or_above(twins, side, above)
            keys = own_or_above(twins, side, below)
            yield from ({first: top, second: key} for top in tops[:FEW] for key in keys[:FEW])


def _ways(kind: type[Model], above: str) -> list[str]:
    """Paths of relations from a model to the one above it, over at most one other."""
    found = []
    for column in columns(kind):
        target = column.related_model
        if target is None:
            continue
        if label(target) == above.removesuffix(".uid"):
            found.append(column.name)
        for further in columns(target):
            if further.related_model is not None and label(further.related_model) == above.removesuffix(
                ".uid"
            ):
                found.append(f"{column.name}__{further.name}")
    return found


def spread(keys: list[Any], *, most: int = 6) -> list[Any]:
    """Some of the keys, evenly apart, so that different states are met."""
    step = max(1, len(keys) // most)
    return keys[::step][:most]


def unknown_keys(route: Route) -> str:
    """The address with keys that no row has."""
    values: Kwargs = {}
    for name, converter in route.converters.items():
        kind = type(converter).__name__
        words = _words(route, name)
        values[name] = (
            words[0]
            if words
            else 0
            if kind == "IntConverter"
            else uuid.UUID(int=7)
            if kind.startswith("UUID")
            else "none"
        )
    return reverse(route.name, kwargs=values)
