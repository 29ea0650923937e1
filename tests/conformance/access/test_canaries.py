"""No canary of another community's stands in any answer to somebody of community A."""

import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from gongjian.core.items.models import Item
from gongjian.core.manifest import manifests
from gongjian.core.people.roles import Role
from tests.conformance.access.belonging import columns, copied_models, label
from tests.conformance.access.keys import ledgers
from tests.conformance.access.marks import LENGTH
from tests.conformance.access.policy import calls
from tests.conformance.access.routes import Route, all_routes
from tests.conformance.access.shown import leaks, read_shown
from tests.conformance.access.twins import Twins
from tests.conformance.access.visitors import EVERYTHING, NOBODY, ROLES, WHOLE_OFFICE, Visitor, with_token
from tests.conformance.access.walk import call, without
from tests.conformance.addresses import read_keys
from tests.conformance.world import CANARY, text_columns

READING = [route for route in all_routes() if route.method == "GET"]
PARTS = 8
LINES = read_shown()
NOT_WRITTEN: dict[str, str] = {}
"""Text columns of modules in which nobody writes, each with its reason."""


def test_each_community_has_five_hundred_texts_of_its_own(twins: Twins) -> None:
    texts = {side: set(twins.aviary.of(side)) for side in "ABC"}
    assert all(len(own) >= 500 for own in texts.values())
    assert not texts["A"] & texts["B"]
    assert not texts["B"] & texts["C"]


def test_every_model_and_every_text_of_a_module_is_among_them(twins: Twins) -> None:
    planted = {canary.column for canary in twins.aviary.kept.values()}
    empty, missing = [], []
    for model in copied_models():
        if not any(twins.sides[side].keys(model) for side in "AX"):
            empty.append(label(model))
        if not model.__module__.startswith("gongjian.modules."):
            continue
        names = {f"{label(model)}.{column.name}" for column in text_columns(model)}
        names |= {
            f"{label(model)}.{column.name}"
            for column in columns(model)
            if column.name.endswith("_sealed") and not column.name.startswith("seed")
        }
        missing += sorted(names - planted - set(NOT_WRITTEN))
    assert empty == []
    assert missing == []


def found_in(route: Route, visitor: Visitor, twins: Twins, keys: Any) -> set[str]:
    """What the visitor sees on a route of what she should not."""
    found: set[str] = set()
    for some in calls(route, visitor, twins, keys.get(route.name, {})).values():
        for one in some:
            assert one.status < 500, f"{one.address} answers {one.status}"
            found |= leaks(twins.aviary.found_in(one.text), route, LINES)
            if CANARY in one.text and not route.is_public:
                found.add("the seeded office")
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_who_holds_every_role_in_a_community_sees_no_other(
    twins: Twins, visitors: dict[str, Visitor], part: int
) -> None:
    keys = read_keys()
    found = {route.id: found_in(route, visitors[EVERYTHING], twins, keys) for route in READING[part::PARTS]}
    assert {route: what for route, what in found.items() if what} == {}


def test_nobody_sees_more_than_what_is_published(twins: Twins, visitors: dict[str, Visitor]) -> None:
    keys = read_keys()
    open_routes = [route for route in READING if route.is_public]
    found = {}
    for route in open_routes:
        seen: set[str] = set()
        for some in calls(route, visitors[NOBODY], twins, keys.get(route.name, {})).values():
            for one in some:
                seen |= leaks(twins.aviary.found_in(one.text), route, LINES, own=())
        found[route.id] = seen
    assert {route: what for route, what in found.items() if what} == {}


@pytest.mark.long
@pytest.mark.parametrize("name", [*ROLES, WHOLE_OFFICE])
def test_no_single_role_sees_another_community(twins: Twins, visitors: dict[str, Visitor], name: str) -> None:
    keys, own = read_keys(), "AXB" if name == WHOLE_OFFICE else "AX"
    found: dict[str, set[str]] = {}
    for route in READING:
        seen = found_in(route, visitors[name], twins, keys)
        found[route.id] = {what for what in seen if what[-1] not in own}
    assert {route: what for route, what in found.items() if what} == {}


def questions(twins: Twins, slug: str) -> Iterator[dict[str, Any]]:
    """What somebody might ask a list for: words and keys of B and C in every field that it takes."""
    ledger = next(one for manifest in manifests() for one in manifest.ledgers if one.slug == slug)
    foreign = [twins.sides["B"].area.pk, twins.sides["C"].area.pk, twins.sides["Y"].office.pk]
    titles = Item.objects.filter(pk__in=twins.sides["B"].keys(Item)).values_list("title", flat=True)[:2]
    yield from ({"q": word} for word in (*titles, "雀B", "雀"))
    yield from ({"sort": f"{sign}{name}"} for name in ledger.sorts for sign in ("", "-"))
    yield from ({"view": view.slug} for view in ledger.views)
    for name in (param for part in ledger.filters for param in part.params()):
        yield from ({name: key} for key in foreign)
    yield from ({"export": kind} for kind in ("xlsx", "csv"))
    yield {"look": "points"}


def some_lists() -> list[str]:
    """One list in three, always the same, for the short run."""
    return [slug for slug in ledgers() if zlib.crc32(slug.encode()) % 3 == 0]


def asked_in_every_way(slugs: list[str], twins: Twins, client: Any) -> dict[str, set[str]]:
    """What the lists give away, by page, export and API."""
    addresses = {one.slug: reverse(one.url_name) for manifest in manifests() for one in manifest.ledgers}
    routes = {route.name: route for route in READING}
    names = {one.slug: one.url_name for manifest in manifests() for one in manifest.ledgers}
    found: dict[str, set[str]] = {}
    for slug in slugs:
        for given in questions(twins, slug):
            for address, route in (
                (addresses[slug], routes[names[slug]]),
                (f"/api/v1/ledgers/{slug}/rows/", routes["api:get_rows"]),
            ):
                answer = call(client, "GET", address, given)
                assert answer.status < 500, f"{address} {given}"
                text = without(
                    answer.text, [str(given.get("q", ""))] if len(str(given.get("q", ""))) >= LENGTH else []
                )
                if seen := leaks(twins.aviary.found_in(text), route, LINES):
                    found.setdefault(f"{address} {given}", set()).update(seen)
    return found


def test_lists_answer_no_question_with_another_communitys_rows(
    twins: Twins, visitors: dict[str, Visitor]
) -> None:
    assert asked_in_every_way(some_lists(), twins, visitors[EVERYTHING].client) == {}


@pytest.mark.long
def test_no_list_answers_any_question_with_another_communitys_rows(
    twins: Twins, visitors: dict[str, Visitor]
) -> None:
    assert asked_in_every_way(ledgers(), twins, visitors[EVERYTHING].client) == {}


def test_search_and_suggestions_find_nothing_next_door(twins: Twins, visitors: dict[str, Visitor]) -> None:
    client = visitors[EVERYTHING].client
    theirs = Item.objects.filter(pk__in=[*twins.sides["B"].keys(Item), *twins.sides["C"].keys(Item)])
    words = [
        *theirs.values_list("title", flat=True)[:6],
        *theirs.values_list("number", flat=True)[:4],
        "雀B",
        "雀C",
    ]
    for word in words:
        for name in ("search:results", "search:suggestions"):
            answer = call(client, "GET", reverse(name), {"q": word})
            canaries = twins.aviary.found_in(without(answer.text, [word]))
            assert {one.side for one in canaries} <= {"A", "X"}, f"{name} {word}"
    own = Item.objects.filter(pk__in=twins.sides["A"].keys(Item)).values_list("title", flat=True)[0]
    text = call(client, "GET", reverse("search:results"), {"q": own}).text
    assert twins.aviary.found_in(without(text, [own])), "the control: what is one's own is found"


@pytest.mark.parametrize("reach", ["read", "write"])
def test_a_token_reads_no_more_than_its_person(
    twins: Twins, visitors: dict[str, Visitor], reach: str
) -> None:
    visitor, keys = visitors[EVERYTHING], read_keys()
    program = Visitor("program", visitor.person, with_token(visitor, reach=reach))
    routes = [route for route in READING if route.is_api]
    found = {route.id: found_in(route, program, twins, keys) for route in routes}
    assert {route: what for route, what in found.items() if what} == {}


def test_the_administrator_reads_no_words_of_a_matter(twins: Twins, visitors: dict[str, Visitor]) -> None:
    """She looks after accounts, units and areas; of items, and of what the modules keep, she reads nothing."""
    keys, found = read_keys(), {}
    for route in READING:
        if route.is_public:
            continue
        some = calls(route, visitors[Role.ADMINISTRATOR], twins, keys.get(route.name, {})).values()
        seen = {one.column for each in some for answer in each for one in twins.aviary.found_in(answer.text)}
        if told := {column for column in seen if column.split(".")[0] in OF_MATTERS}:
            found[route.id] = told
    assert found == {}


OF_MATTERS = {"items", "reports", "workplan", "exchange", "meetings", "network", "projects", "funds", "experts",
              "programmes", "fields", "asking", "files", "search", "bulk"}  # fmt: skip
