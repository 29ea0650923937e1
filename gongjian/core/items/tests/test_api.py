"""Other systems use the loop over the API: the same refusals as the pages, and a status that says what kind of no."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.core.items.models import Item, Step
from gongjian.core.items.opening import EARLIEST, open_item
from gongjian.core.items.tests.conftest import TUESDAY
from gongjian.core.items.tests.flows import FLOW
from gongjian.core.once.actions import do_once
from gongjian.core.refusal import Refused
from tests.cast import Cast


def asked(client: Client, item: Item, **body: Any) -> Any:
    address = f"/api/v1/items/{item.pk}/moves/"
    return client.post(address, body, content_type="application/json", headers={"accept-language": "zh-hans"})


def test_whoever_may_not_make_a_move_is_told_so_with_403(cast: Cast, item_at: Callable[..., Item]) -> None:
    item = item_at("sent")
    answer = asked(cast.client_for(cast.auditor), item, name="take")
    assert (answer.status_code, answer.json()["code"]) in ((403, "not_allowed"), (404, "missing"))
    answer = asked(cast.client_for(cast.dispatcher), item, name="take")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert item.steps.count() == 2


def test_what_cannot_be_done_now_is_refused_with_409(cast: Cast, item_at: Callable[..., Item]) -> None:
    answer = asked(cast.client_for(cast.dispatcher), item_at("sent"), name="send")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_what_one_may_not_see_is_missing_in_chinese(cast: Cast, item_at: Callable[..., Item]) -> None:
    answer = asked(cast.client_for(cast.outsider), item_at("sent"), name="take")
    assert answer.status_code == 404
    assert answer.json()["reason"] == "这个地址没有内容，或者您无权查看。"


def test_without_a_session_the_answer_is_401(cast: Cast, item_at: Callable[..., Item]) -> None:
    assert asked(Client(), item_at("sent"), name="take").status_code == 401


def test_without_the_role_the_words_say_so(cast: Cast) -> None:
    answer = cast.client_for(cast.partner_contact).get("/api/v1/reports/")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_that_no_row_can_have_is_a_page_that_is_not_there(cast: Cast, number: int) -> None:
    client = cast.client_for(cast.dispatcher)
    for address in (f"/desk/reports/{number}/", f"/desk/items/{number}/", f"/api/v1/reports/{number}/"):
        assert client.get(address).status_code == 404, address


def test_a_receipt_before_1990_is_a_slip_of_the_year(trial: Cast) -> None:
    began = EARLIEST - dt.timedelta(days=1)
    given = {"office": trial.office, "area": trial.community, "title": "井盖", "actor": trial.dispatcher}
    with pytest.raises(Refused) as refused:
        open_item(FLOW, opened_at=began, now=TUESDAY, **given)
    assert refused.value.field == "opened_at" and not Step.objects.exists()


@pytest.mark.django_db
def test_two_long_keys_that_begin_alike_are_two() -> None:
    made = [do_once("k" * 100 + end, "act", lambda end=end: {"end": end})["end"] for end in "aba"]
    assert made == ["a", "b", "a"]


def test_the_description_can_be_read(client: Client, db: None) -> None:
    assert client.get(reverse("api:openapi-json")).json()["openapi"].startswith("3")
