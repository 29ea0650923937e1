"""A list on paper: all that matches on one page, in words, and the trail says so."""

from typing import Any

import pytest
from django.urls import reverse

from gongjian.core.ledgers import printing
from gongjian.core.trail.models import TrailRow

pytestmark = pytest.mark.django_db


def printed(cast: Any, person: Any, **given: str) -> Any:
    return cast.client_for(person).get(reverse("reports:ledger"), {"export": "print"} | given)


def test_more_rows_than_a_page_of_the_list_holds_are_printed(cast: Any, office: Any) -> None:
    for number in range(103):
        office.told(text=f"第{number}盏路灯不亮")
    office.told(text="井盖<b>破了</b>")
    answer = printed(cast, cast.dispatcher, q="路灯", columns="title")
    page = answer.content.decode()
    assert page.count("<tr") == 104 and "路灯" in page and "井盖" not in page
    assert "103 行" in page and str(cast.dispatcher) in page
    (row,) = TrailRow.objects.filter(action="ledgers.exported")
    assert (row.changes["rows"], row.changes["format"]) == (103, "print") and "路灯" in str(
        row.changes["filters"]
    )
    assert "&lt;b&gt;破了" in printed(cast, cast.dispatcher, q="井盖").content.decode()


def test_what_does_not_go_on_the_page_is_said(
    cast: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "MOST", 3)
    for number in range(4):
        office.told(text=f"第{number}盏路灯不亮")
    page = printed(cast, cast.dispatcher).content.decode()
    assert "这里只有前 3 行" in page and page.count("<tr") == 4
    assert TrailRow.objects.get(action="ledgers.exported").changes["rows"] == 3


def test_nobody_prints_what_she_does_not_see(cast: Any, office: Any) -> None:
    office.told(text="路灯不亮")
    page = printed(cast, cast.outsider).content.decode()
    assert "路灯不亮" not in page and "没有符合条件的行" in page
    assert printed(cast, cast.administrator).status_code == 403
    assert printed(cast, cast.dispatcher, nonsense="1").status_code == 400
    assert not TrailRow.objects.filter(action="ledgers.exported", actor=cast.dispatcher).exists()
