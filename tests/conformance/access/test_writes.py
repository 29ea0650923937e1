"""Whoever holds every role in community A changes nothing of B or C, whatever she or a program of hers sends, and where."""

import hashlib
import zlib
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from tests.conformance.access.belonging import columns, copied_models, label
from tests.conformance.access.keys import addresses, names_rows, plain_addresses, unknown_keys
from tests.conformance.access.policy import SIDES
from tests.conformance.access.routes import Route, all_routes
from tests.conformance.access.shown import SHARED_IN_THE_OFFICE
from tests.conformance.access.twins import Twins
from tests.conformance.access.visitors import EVERYTHING, Visitor, with_token
from tests.conformance.addresses import read_keys, registered_models

SENDING = [route for route in all_routes() if route.method == "POST" and not route.is_public]
THEIRS = ("B", "C", "Y")


def words(twins: Twins, side: str) -> dict[str, Any]:
    """Something for every field that a form may have, with keys of a side where a key is asked for."""
    from gongjian.core.items.models import Item
    from gongjian.core.orgs.models import Unit
    from gongjian.core.people.models import Person

    twin, today = twins.sides["C" if side == "Y" else side], timezone.localdate().isoformat()
    item, unit, person = twin.keys(Item)[0], twin.keys(Unit)[0], twin.keys(Person)[0]
    return {
        "note": "改一下", "reason": "有需要", "text": "改一下", "answer": "好的", "request": "帮忙", "title": "新的名称",
        "public_note": "办好了。", "result": "fixed", "outcome": "done", "grant": "yes", "unit": unit, "units": [unit],
        "handler": person, "person": person, "report": item, "item": item, "items": [item], "ids": [item], "about": item,
        "from": item, "into": Item.objects.get(pk=item).number, "number": Item.objects.get(pk=item).number, "area": twin.area.pk,
        "office": twin.office.pk, "community": twin.area.pk, "place": "门口", "name": "新的", "year": timezone.localdate().year,
        "due_on": today, "since": today, "until": today, "day": today, "role": "checker", "amount": 1, "kind": "origin",
        "stand_in": person, "away_from": today, "side": unit, "other": unit, "giver": unit, "origins": Item.objects.get(pk=item).number,
    }  # fmt: skip


def standing(twins: Twins) -> dict[str, str]:
    """A digest of all rows of B, C and their office, by model, and how many rows lie in their places."""
    found = {}
    for model in copied_models():
        keys = [key for side in THEIRS for key in twins.sides[side].keys(model)]
        rows = model._base_manager.filter(pk__in=keys).order_by("pk").values_list()
        found[label(model)] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    for model in registered_models():
        if any(column.name == "area_path" for column in columns(model)):
            paths = [twins.sides[side].area.path for side in ("B", "C")]
            found[f"rows of {label(model)}"] = str(model._base_manager.filter(area_path__in=paths).count())
    return found


def send(client: Any, address: str, given: dict[str, Any], *, as_json: bool) -> int:
    """The status of one sending, which stays."""
    if as_json:
        return int(client.post(address, given, content_type="application/json").status_code)
    return int(client.post(address, given).status_code)


def sent_everywhere(twins: Twins, visitor: Visitor, routes: list[Route], *, as_json: bool) -> list[str]:
    """Send each form with foreign keys in its address and in its fields; what did not answer 403 or 404 for the former."""
    keys, wrong = read_keys(), []
    for route in routes:
        models = keys.get(route.name, {})
        for side in SIDES if names_rows(route) else ():
            for address in addresses(route, twins, side, models) if side in THEIRS else ():
                for given in ({}, words(twins, side)):
                    none = send(visitor.client, unknown_keys(route), given, as_json=as_json)
                    status = send(visitor.client, address, given, as_json=as_json)
                    assert status < 500, f"{address} answers {status}"
                    if (
                        status not in (401, 403, 404, 405)
                        and status != none
                        and route.name not in SHARED_IN_THE_OFFICE
                    ):
                        wrong.append(f"{route.id} answers {status} for a key of {side}")
        own = plain_addresses(route) if not names_rows(route) else addresses(route, twins, "A", models, few=1)
        for address in own:
            for side in ("B", "C"):
                status = send(visitor.client, address, words(twins, side), as_json=as_json)
                assert status < 500, f"{address} answers {status}"
    return wrong


def test_programs_with_foreign_keys_change_nothing_of_theirs(
    twins: Twins, visitors: dict[str, Visitor]
) -> None:
    before, rows, visitor = standing(twins), rows_now(), visitors[EVERYTHING]
    program = Visitor("program", visitor.person, with_token(visitor, reach="write"))
    routes = [route for route in SENDING if route.is_api]
    assert sent_everywhere(twins, program, routes, as_json=True) == []
    assert standing(twins) == before
    assert pointing_out(twins, rows) == []


ABOUT_ONESELF = ("people:", "factors:", "feeds:", "people_desk:see_as")
"""Forms about one's own account, after which the visitor would be signed out, or see with another's eyes."""
FORMS = [route for route in SENDING if not route.is_api and not route.name.startswith(ABOUT_ONESELF)]
ONE_IN = 6


def forms_change_nothing(twins: Twins, visitor: Visitor, routes: list[Route]) -> None:
    before, rows = standing(twins), rows_now()
    assert sent_everywhere(twins, visitor, routes, as_json=False) == []
    assert standing(twins) == before
    assert pointing_out(twins, rows) == []
    assert rows_now() != rows, "the control: she wrote nothing at all"
    assert visitor.client.get("/desk/").status_code == 200, "she was signed out on the way"


def test_some_forms_with_foreign_keys_change_nothing_of_theirs(
    twins: Twins, visitors: dict[str, Visitor]
) -> None:
    some = [route for route in FORMS if zlib.crc32(route.id.encode()) % ONE_IN == 0]
    forms_change_nothing(twins, visitors[EVERYTHING], some)


@pytest.mark.long
def test_forms_with_foreign_keys_change_nothing_of_theirs(twins: Twins, visitors: dict[str, Visitor]) -> None:
    forms_change_nothing(twins, visitors[EVERYTHING], FORMS)


MAY_BE_NAMED = {"orgs.Unit", "people.Person", "areas.Area"}
"""Of one's own office everybody may be asked; what a unit of B is asked for is no secret to whoever asks."""


def rows_now() -> dict[type[Model], set[Any]]:
    """The keys of all rows."""
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in copied_models()}


def pointing_out(twins: Twins, before: dict[type[Model], set[Any]]) -> list[str]:
    """Rows written since that point to something of C, or of B beyond its units and people."""
    found = []
    for model, keys in rows_now().items():
        made = model._base_manager.filter(pk__in=keys - before[model])
        for column in columns(model):
            target = column.related_model
            if target not in before:
                continue
            for side in THEIRS:
                theirs = twins.sides[side].keys(target)
                named = side == "B" and label(target) in MAY_BE_NAMED
                if not named and made.filter(**{f"{column.name}__in": theirs}).exists():
                    found.append(f"{label(model)}.{column.name} points to {side}")
    return found
