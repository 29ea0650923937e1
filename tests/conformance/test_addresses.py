"""Every address says who may call it; an outsider finds nothing of another office behind any of them."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from gongjian.api.app import api
from gongjian.core.items.models import Item
from gongjian.core.manifest import manifests, permissions
from tests.conformance.addresses import Address, all_addresses, filled, module_of
from tests.conformance.world import CANARY, World

ADDRESSES = all_addresses()
OPEN_POLICIES = ("public: ", "signed in: ")


def named(addresses: list[Address]) -> list[Any]:
    """As parameters with readable ids."""
    return [pytest.param(one, id=one.name or one.route) for one in addresses]


@pytest.mark.parametrize("address", named(ADDRESSES))
def test_a_view_says_who_may_call_it(address: Address) -> None:
    if address.foreign:
        return
    assert address.policy, f"{address.route} declares no policy"
    if not address.policy.startswith(OPEN_POLICIES):
        assert address.policy in permissions(), f"{address.route}: unknown permission {address.policy}"


def operations() -> Iterator[tuple[str, Any]]:
    """Every operation of the API with its path."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield f"{'/'.join(operation.methods)} {prefix}{path}", operation


def test_an_operation_of_the_api_says_who_may_call_it() -> None:
    for name, operation in operations():
        guards = operation.auth_callbacks
        assert guards, f"{name} has no guard"
        for guard in guards:
            assert getattr(guard, "policy", ""), f"{name} declares no policy"


def said(answer: Any) -> str:
    """Everything that the answer says, streamed or zipped."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    text = body.decode("utf-8", "replace")
    return text + "".join(f"{name}: {value}" for name, value in answer.items())


def nothing_leaks(answer: Any, address: str, *, query: str = "") -> None:
    """No 5xx, and not a byte of the other office."""
    assert answer.status_code < 500, f"{address} answers {answer.status_code}"
    text = said(answer)
    if query:
        text = text.replace(query, "")
    assert CANARY not in text, f"{address} gives the other office's words away"


@pytest.mark.parametrize("address", named([one for one in ADDRESSES if one.converters and not one.foreign]))
def test_an_outsider_gets_404_for_what_belongs_to_another_office(world: World, address: Address) -> None:
    client, insider = world.client_for(world.outsider), world.client_for(world.insider)
    strict = not address.is_public and (module_of(address) or address.name.startswith(("items:", "files:")))
    for path in filled(address, world.home):
        answer = client.get(path)
        if not address.is_public:
            nothing_leaks(answer, path)
        # An id of the one office may be that of another thing in the outsider's own: then the insider gets 404.
        if strict and answer.status_code not in (403, 404, 405):
            assert insider.get(path).status_code == 404, f"GET {path} answers {answer.status_code}"
        if strict and "POST" in address.view.methods and client.post(path, {}).status_code not in (403, 404):
            assert insider.post(path, {}).status_code == 404, f"POST {path}"


@pytest.mark.parametrize(
    "address", named([one for one in ADDRESSES if not one.converters and not one.foreign])
)
def test_an_outsider_finds_no_word_of_another_office(world: World, address: Address) -> None:
    if address.is_public or not address.name.rpartition(":")[2]:
        return
    client = world.client_for(world.outsider)
    for path in filled(address, world.home):
        if "GET" in address.view.methods:
            nothing_leaks(client.get(path), path)


def test_an_outsider_searches_in_vain(world: World) -> None:
    client = world.client_for(world.outsider)
    number = Item.objects.filter(office=world.home).values_list("number", flat=True).first()
    for words in (CANARY, CANARY[:2], number):
        answer = client.get("/desk/search/", {"q": words})
        assert answer.status_code == 200
        found = said(answer).replace(f'value="{words}"', "")
        assert found.count(words) <= 3, "search shows more than the words asked for"
        assert "/items/" not in found.split("<main")[-1].replace("/desk/items/0/", "")


def test_an_insider_finds_them(world: World) -> None:
    """The control: the canaries are there to be found."""
    client = world.client_for(world.insider)
    assert client.get("/desk/search/", {"q": CANARY}).status_code == 200
    assert any(CANARY in said(client.get(path)) for path in lists())


def lists() -> list[str]:
    """The pages of all ledgers."""
    from django.urls import reverse

    return [reverse(ledger.url_name) for module in manifests() for ledger in module.ledgers]


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_an_outsiders_exports_hold_nothing_of_another_office(world: World, file_format: str) -> None:
    client = world.client_for(world.outsider)
    for path in lists():
        nothing_leaks(client.get(path, {"export": file_format}), path)


def test_an_outsider_reads_nothing_of_another_office_through_the_api(world: World) -> None:
    client = world.client_for(world.outsider)
    ids = list(Item.objects.filter(office=world.home).values_list("pk", flat=True)[:3])
    tried = 0
    for name, _operation in operations():
        methods, path = name.split(" ", 1)
        if "GET" not in methods:
            continue
        for pk in ids:
            address = "/api/v1/" + path.lstrip("/").replace("//", "/")
            answer = client.get(_with_id(address, pk))
            tried += 1
            nothing_leaks(answer, address)
            if "{" in address and "public" not in path:
                assert answer.status_code in (401, 403, 404), f"{address} answers {answer.status_code}"
    assert tried or not list(operations())


def _with_id(address: str, pk: int) -> str:
    import re

    return re.sub(r"\{[^}]*\}", str(pk), address)


@pytest.mark.parametrize("address", named([one for one in ADDRESSES if not one.foreign]))
def test_nobody_unknown_gets_behind_the_desk(world: World, address: Address) -> None:
    """Without signing in, an address of the desk leads to the sign-in page and says nothing."""
    if address.is_public or not address.name.rpartition(":")[2]:
        return
    for path in list(filled(address, world.home))[:3]:
        answer = Client(raise_request_exception=False).get(path)
        assert answer.status_code in (302, 404, 405), f"{path} answers {answer.status_code}"
        assert CANARY not in said(answer)
