"""The rows of a list are written by hand: everything that people typed is escaped, and the short form holds what it should."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from lxml import html

from gongjian.core.ledgers.cells import Cell
from gongjian.core.ledgers.ledger import Column, Kind
from gongjian.web.cells import write_rows

NASTY = "<script>alert('x')</script>\"&"
NOW = dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)


def column(name: str, kind: Kind = Kind.TEXT, **more: Any) -> Column:
    return Column(name, f"{name} <b>", name, kind, **more)


def written(columns: list[Column], values: list[Any], *, ticks: bool = False) -> tuple[Any, Any]:
    """Table and cards of one row, parsed."""
    cells = [
        Cell(one, value, "" if value is None else str(value), sub=NASTY, url="/p?a=1&b=2" if one.link else "")
        for one, value in zip(columns, values, strict=True)
    ]
    row = SimpleNamespace(id=7, url="/p?a=1&b=2", title=NASTY, cells=cells)
    found = write_rows([row], columns, NOW, ticks=ticks)
    return html.fromstring(f"<table>{found.table}</table>"), html.fromstring(f"<ul>{found.cards}</ul>")


def test_what_people_typed_is_shown_as_they_typed_it() -> None:
    table, cards = written([column("a", link=True), column("b")], [NASTY, NASTY], ticks=True)
    assert not table.xpath("//script") and not cards.xpath("//script")
    assert [cell.text_content() for cell in table.xpath("//td")][1:] == [NASTY + NASTY] * 2
    assert table.xpath("//td/@title") == [f"{NASTY} {NASTY}"] * 2
    assert table.xpath("//td/a/@href") == ["/p?a=1&b=2"] and cards.xpath("//li/a/@href") == ["/p?a=1&b=2"]
    assert NASTY in table.xpath("//input/@aria-label")[0] and table.xpath("//input/@value") == ["7"]
    assert cards.xpath("//a[@class='b']")[0].text_content() == NASTY
    assert cards.xpath("//ul//span[@class='ink3']")[0].text_content() == "b <b>"


def test_nothing_is_a_dash_in_the_table_and_left_out_of_the_short_form() -> None:
    table, cards = written([column("a"), column("b", Kind.STAMP), column("c", Kind.NUMBER)], [None, NOW, 0])
    assert [cell.text_content() for cell in table.xpath("//td")] == ["—", "2026-03-05 17:00", "0" + NASTY]
    assert [cell.get("class") for cell in table.xpath("//td")] == [None, "ink2", "num"]
    assert cards.xpath("//ul//li/@class") == ["card-stamp", "card-number"]


def test_of_many_columns_those_for_the_phone_stand_in_the_short_form() -> None:
    _table, cards = written([column("a"), column("b", phone=True), column("c")], ["甲", "乙", "丙"])
    assert (
        len(cards.xpath("//ul[@class='card-line']/li")) == 1
        and "乙" in cards.text_content()
        and "甲" not in cards.xpath("//ul[@class='card-line']")[0].text_content()
    )
