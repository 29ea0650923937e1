"""Lists and own fields over the API: the same rows, the same refusals, nothing of others."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.core.fields.actions import make_field
from gongjian.core.fields.models import FieldValue
from gongjian.core.items.models import Item
from gongjian.modules.reports.models import Report
from tests.cast import Cast
from tests.items import WHEN, make_item

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/ledgers/"


@pytest.fixture
def item(cast: Cast) -> Item:
    make_field(
        cast.office,
        kind="report",
        slug="households",
        label="涉及户数",
        type="number",
        actor=cast.head,
        now=WHEN,
    )
    item = make_item(cast, title="路灯不亮")
    Report.objects.create(item=item, office=item.office, channel="phone", body="")
    return item


def fill(browser: Client, item: Item, values: dict[str, Any], once: str = "", **headers: str) -> Any:
    body, address = json.dumps({"values": values, "once": once}), f"/api/v1/fields/items/{item.pk}/"
    return browser.post(address, body, content_type="application/json", headers=headers)


def test_a_program_finds_the_lists_it_may_read_and_what_can_be_asked(cast: Cast, item: Item) -> None:
    found = {one["slug"]: one for one in cast.client_for(cast.clerk).get(ROOT).json()}
    assert {"reports", "tasks"} <= set(found)
    reports = found["reports"]
    assert "x_households" in [column["name"] for column in reports["columns"]]
    filters = {part["name"]: part for part in reports["filters"]}
    assert filters["x_households"]["params"] == ["x_households_min", "x_households_max", "x_households_is"]
    assert "last_month" in filters["opened"]["choices"]["opened_is"]
    assert not [
        one for one in cast.client_for(cast.administrator).get(ROOT).json() if one["slug"] == "reports"
    ]
    assert Client().get(ROOT).status_code == 401


def test_a_program_fills_in_and_asks_for_the_rows(cast: Cast, item: Item) -> None:
    browser = cast.client_for(cast.clerk)
    assert fill(browser, item, {"x_households": 3.5}, once="a").json()[0]["value"] == 3.5
    fill(browser, item, {"x_households": 9}, once="a")
    assert FieldValue.objects.get().number == 3.5
    answer = browser.get(f"{ROOT}reports/rows/?x_households_min=3").json()
    assert [(row["title"], row["x_households"]) for row in answer["rows"]] == [("路灯不亮", 3.5)]
    assert browser.get(f"{ROOT}reports/rows/?x_households_min=4").json()["count"] == 0


def test_rows_are_counted_where_it_is_asked_for_or_one_page_holds_all(cast: Cast, item: Item) -> None:
    for number in range(20):
        made = make_item(cast, title=f"路灯{number}")
        Report.objects.create(
            item=made, office=made.office, channel="phone", body="", follow_hash=f"{number}"
        )
    browser, address = cast.client_for(cast.clerk), f"{ROOT}reports/rows/?per=20"

    def counted(query: str) -> tuple[int, int | None]:
        answer = browser.get(f"{address}{query}").json()
        return len(answer["rows"]), answer["count"]

    with CaptureQueriesContext(connection) as unasked:
        assert counted("") == (20, None)
    with CaptureQueriesContext(connection) as asked:
        assert counted("&count=yes") == (20, 21)
    assert len(unasked) < len(asked)
    assert counted("&sort=unit") == (20, 21)
    later = browser.get(address).json()["next"]
    assert counted(f"&cursor={later}") == (1, None)
    assert browser.get(f"{ROOT}reports/rows/?per=50").json()["count"] == 21


def test_refusals_are_those_of_the_page(cast: Cast, item: Item) -> None:
    browser = cast.client_for(cast.clerk)
    wrong = browser.get(f"{ROOT}reports/rows/?nonsense=1")
    assert (wrong.status_code, "nonsense" in wrong.json()["reason"]) == (409, True)
    assert fill(browser, item, {"x_households": "三"}).status_code == 409
    assert fill(browser, item, {"other": "三"}).status_code == 409
    assert fill(cast.client_for(cast.auditor), item, {"households": 1}).status_code == 403
    assert fill(cast.client_for(cast.outsider), item, {"households": 1}).status_code == 404


def test_an_outsider_finds_no_row_and_no_list_that_is_not_hers(cast: Cast, item: Item) -> None:
    assert cast.client_for(cast.outsider).get(f"{ROOT}reports/rows/").json()["rows"] == []
    for address in ("reports/rows/", "reports/export/", "nothing/rows/"):
        assert cast.client_for(cast.administrator).get(ROOT + address).status_code == 404


def test_a_program_fetches_the_file(cast: Cast, item: Item) -> None:
    answer = cast.client_for(cast.clerk).get(
        f"{ROOT}reports/export/?format=csv&columns=title&columns=x_households"
    )
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert rows[0] == ["事项", "涉及户数", "链接"]
    assert cast.client_for(cast.clerk).get(f"{ROOT}reports/export/?format=exe").status_code == 409


def test_of_two_programs_that_read_the_same_the_second_overwrites_nothing(cast: Cast, item: Item) -> None:
    browser, address = cast.client_for(cast.clerk), f"/api/v1/fields/items/{item.pk}/"
    tag = browser.get(address).headers["ETag"]
    assert browser.get(address, headers={"if-none-match": tag}).status_code == 304
    first = fill(browser, item, {"x_households": 3}, once="a", **{"if-match": tag})
    assert first.status_code == 200 and first.headers["ETag"] != tag
    second = fill(browser, item, {"x_households": 9}, **{"if-match": tag})
    assert (second.status_code, second.json()["code"]) == (412, "changed")
    assert browser.get(address).json()[0]["value"] == 3
    again = fill(
        browser, item, {"x_households": 3}, once="a", **{"if-match": tag}
    )  # sent anew after a lost answer
    assert again.status_code == 200
    newest = {"if-match": first.headers["ETag"]}
    assert fill(browser, item, {"x_households": 9}, **newest).status_code == 200
