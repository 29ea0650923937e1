"""A whole list on a page: what one may ask, what is shown, what leaves the house."""

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from gongjian.core.items.models import Item
from gongjian.core.ledgers.actions import choose_columns
from gongjian.core.ledgers.choosing import chosen_columns
from gongjian.core.ledgers.exports import export
from gongjian.core.ledgers.filters import (
    AreaFilter,
    Asked,
    ChoiceFilter,
    DatesFilter,
    TextFilter,
    UnitFilter,
)
from gongjian.core.ledgers.items import item_filters
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, SavedView
from gongjian.core.ledgers.models import choice_of
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.ledgers.rows_json import ledger_rows_json
from gongjian.core.ledgers.show import Shown, show_ledger
from gongjian.core.ledgers.writing import CELL_LIMIT
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast
from tests.items import WHEN, make_item

pytestmark = pytest.mark.django_db
PERMISSION = "measures.view"  # any that clerks and heads hold

LIST = Ledger(
    slug="things",
    title="事项",
    permission=PERMISSION,
    url_name="items:inbox",
    queryset=lambda access: Item.objects.filter(
        area_path__startswith=access.paths(PERMISSION)[0]
    ).select_related("area"),
    columns=(
        Column("number", "编号", "number", sort="number", phone=True),
        Column("title", "事项", "title", link=True),
        Column("area", "社区", "area.short_name", sort="area_path"),
        Column("opened", "登记", "opened_at", Kind.STAMP, sort="opened_at"),
        Column("unit", "单位", "unit.name", sort="unit__name"),
        Column("reopened", "重开", "reopened", Kind.NUMBER, sort="reopened", total="sum"),
        Column(
            "state",
            "状态",
            "state",
            sort="state",
            total="counts",
            words={"done": "办结", "new": "待派"},
        ),
        Column("place", "地点", "place", shown=False),
    ),
    filters=(
        ChoiceFilter("state", "状态", "state", [("new", "待派"), ("done", "办结")]),
        TextFilter("title", "事项", paths=("title", "place")),
        AreaFilter("area", "社区"),
        UnitFilter("unit", "单位"),
        DatesFilter("opened", "登记", "opened_at"),
    ),
    views=(SavedView("done", "办结", {"state": "done"}),),
    search=None,
    default_sort="-opened",
    row_url=lambda item: f"/desk/items/{item.pk}/",
)


def ask(person: Person, query: str = "", *, ledger: Ledger = LIST) -> Question:
    return read_question(
        ledger, QueryDict(query), Asked(access_of(person), ledger.permission, timezone.now())
    )


def shown(person: Person, query: str = "") -> Shown:
    question = ask(person, query)
    return show_ledger(question, columns=[column for column in LIST.columns if column.shown])


def titles(person: Person, query: str = "") -> list[str]:
    return [row.title for row in shown(person, query).rows]


@pytest.fixture
def items(cast: Cast) -> list[Item]:
    return [
        make_item(cast, title="甲", opened_at=WHEN, reopened=2),
        make_item(cast, title="乙", opened_at=WHEN + dt.timedelta(days=1), area=cast.second_community, place="文化路 9 号"),
        make_item(cast, title="丙", opened_at=WHEN + dt.timedelta(days=2), unit=cast.city_unit, reopened=1),
        make_item(cast, title="外", area=cast.twin_community),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "丙乙甲"),
        ("sort=opened", "甲乙丙"),
        ("title=%E7%94%B2", "甲"),
        ("title=9+%E5%8F%B7", "乙"),
        ("state=done", ""),
        ("state=done&state=new", "丙乙甲"),
        ("view=done", ""),
        ("opened_from=2026-03-04", "丙乙"),
        ("opened_to=2026-03-04", "乙甲"),
        ("opened_from=2026-03-04&opened_to=2026-03-04", "乙"),
    ],
)
def test_a_head_finds_what_she_asks_for(cast: Cast, items: list[Item], query: str, found: str) -> None:
    assert "".join(titles(cast.head, query)) == found


def test_area_and_unit_narrow_the_list_and_only_own_ones_are_offered(cast: Cast, items: list[Item]) -> None:
    assert titles(cast.head, f"area={cast.second_community.pk}") == ["乙"]
    assert titles(cast.head, f"unit={cast.city_unit.pk}") == ["丙"]
    assert ask(cast.head, f"area={cast.twin_community.pk}").problems
    assert ask(cast.head, f"unit={cast.twin.city_unit.pk}").problems
    assert ask(cast.clerk, f"area={cast.second_community.pk}").problems


@pytest.mark.parametrize(
    "query",
    ["password=1", "sort=place", "sort=--opened", "view=x", "per=7", "state=lost", "opened_from=2026-02-30",
     "opened_from=2026-03-05&opened_to=2026-03-01", "q=x", "title=" + "x" * 61],
)  # fmt: skip
def test_what_the_list_does_not_have_is_said_and_no_row_shown(
    cast: Cast, items: list[Item], query: str
) -> None:
    page = shown(cast.head, query)
    assert page.problems
    assert all(page.problems)
    assert page.rows == []
    with pytest.raises(Refused):
        ask(cast.head, query).rows()


def test_what_was_typed_wrongly_stays_in_the_form(cast: Cast) -> None:
    assert shown(cast.head, "opened_from=2026-02-30").filters["opened_from"].value() == "2026-02-30"  # type: ignore[index]


def test_sums_and_counts_are_of_all_rows_not_of_the_page(cast: Cast, items: list[Item]) -> None:
    totals = {
        head.name: total.text
        for head, total in zip(shown(cast.head).columns, shown(cast.head).totals, strict=True)
    }
    assert totals["reopened"] == "3"
    assert (totals["state"], totals["title"]) == ("", "")
    assert shown(cast.head).counts_text == "待派 3"


def test_a_chip_takes_its_own_filter_away_and_keeps_the_others(cast: Cast, items: list[Item]) -> None:
    page = shown(cast.head, "state=new&title=%E7%94%B2&sort=opened&cursor=")
    assert [(str(chip.label), chip.value) for chip in page.chips] == [("状态", "待派"), ("事项", "甲")]
    assert page.chips[0].remove_url == "?title=%E7%94%B2&sort=opened"
    assert ("sort", "opened") in page.kept_beside_filters
    assert "title" not in dict(page.kept_beside_filters)


def test_headings_turn_the_order(cast: Cast, items: list[Item]) -> None:
    heads = {head.name: head for head in shown(cast.head, "sort=-opened").columns}
    assert (heads["opened"].sorted, heads["opened"].sort_url) == ("descending", "?sort=opened")
    assert heads["number"].sort_url == "?sort=number"
    assert heads["title"].sort_url == ""


def exported(person: Person, file_format: str, query: str = "") -> bytes:
    answer = export(ask(person, query), file_format=file_format, actor=person, now=timezone.now())
    body = b"".join(answer.streaming_content)  # type: ignore[arg-type]
    answer.file_to_stream.close()  # not the answer itself, whose end closes the database too
    return body


@pytest.fixture
def dangerous(cast: Cast) -> list[str]:
    words = ["=1+1", "+86 123", "-2", "@SUM(A1)", "\tx", " =HYPERLINK(1)", "正常"]
    for word in words:
        make_item(cast, title=word)
    return words


def test_no_text_becomes_a_formula_in_csv(cast: Cast, dangerous: list[str]) -> None:
    text = exported(cast.head, "csv").decode("utf-8-sig")
    cells = [row["事项"] for row in csv.DictReader(io.StringIO(text))]
    assert sorted(cells) == sorted([*(f"'{word}" for word in dangerous[:-1]), "正常"])


def test_no_text_becomes_a_formula_in_excel(cast: Cast, dangerous: list[str]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(exported(cast.head, "xlsx"))).active
    cells = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert sorted(cell.value for cell in cells) == sorted(dangerous)
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_second_sheet_says_what_was_asked_by_whom_and_the_rows_lead_to_their_pages(
    cast: Cast, items: list[Item]
) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(exported(cast.head, "xlsx", "title=%E7%94%B2&columns=title&columns=number"))
    )
    sheet, cover = book.worksheets
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["事项", "编号", "链接"], ["甲", items[0].number, f"/desk/items/{items[0].pk}/"],
    ]  # fmt: skip
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:C2")
    told = {row[0].value: row[1].value for row in cover.iter_rows()}
    assert (told["台账"], told["导出人"], told["行数"], told["事项"]) == ("事项", "程管", "1", "甲")


def test_excel_keeps_numbers_and_times_as_such(cast: Cast, items: list[Item]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(exported(cast.head, "xlsx", "sort=opened"))).active
    first = [cell.value for cell in sheet[2]]
    assert first[3] == dt.datetime(2026, 3, 3, 9, 0)
    assert first[5] == 2


def test_a_text_longer_than_a_cell_is_cut_not_lost(cast: Cast) -> None:
    item = make_item(cast, title="长文")
    long = Ledger(
        slug="long", title="长", permission=PERMISSION, url_name="items:inbox", default_sort="number",
        queryset=lambda access: Item.objects.filter(pk=item.pk),
        columns=(Column("number", "编号", "number", sort="number"), Column("text", "文", lambda row: "字" * 40_000)),
    )  # fmt: skip
    answer = export(ask(cast.head, ledger=long), file_format="xlsx", actor=cast.head, now=timezone.now())
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[arg-type]
    assert len(sheet["B2"].value) == CELL_LIMIT


def test_the_trail_says_what_left_the_house(cast: Cast, items: list[Item]) -> None:
    exported(cast.head, "csv", "title=%E7%94%B2")
    row = TrailRow.objects.get(action="ledgers.exported")
    assert row.changes == {"filters": {"事项": "甲"}, "rows": 1, "format": "csv"}
    assert (row.actor, row.office) == (cast.head, cast.office)


def test_programs_get_codes_and_cursors(cast: Cast, items: list[Item]) -> None:
    answer: dict[str, Any] = ledger_rows_json(
        LIST, access=access_of(cast.head), params=QueryDict("per=20&sort=opened"), now=timezone.now()
    )
    assert (answer["count"], answer["next"], answer["capped"]) == (3, "", False)
    assert answer["rows"][0]["title"] == "甲"
    assert answer["rows"][0]["opened"] == WHEN.isoformat()
    with pytest.raises(Refused):
        ledger_rows_json(LIST, access=access_of(cast.head), params=QueryDict("x=1"), now=timezone.now())


def test_a_column_choice_is_kept_per_person_with_order_and_width(cast: Cast) -> None:
    def names(person: Person, query: str = "") -> list[str]:
        choice = choice_of(LIST, access_of(person))
        return [column.name for column in chosen_columns(ask(person, query), choice)]

    assert "place" not in names(cast.head)
    choose_columns(
        LIST, ["place", "number", "nonsense"], widths={"place": 220, "number": 5, "x": 9}, actor=cast.head
    )
    assert names(cast.head) == ["place", "number"]
    assert choice_of(LIST, access_of(cast.head)).widths == {"place": 220, "number": 60}
    assert len(names(cast.clerk)) > 2
    assert names(cast.head, "columns=title&columns=nonsense") == ["title"]
    choose_columns(LIST, [], widths={}, actor=cast.head)
    assert "place" not in names(cast.head)


def test_a_list_that_makes_no_sense_is_refused_when_declared() -> None:
    number = Column("number", "编号", "number", sort="number")
    given: dict[str, Any] = {
        "slug": "x", "title": "x", "permission": PERMISSION, "url_name": "x", "queryset": lambda access: None,
    }  # fmt: skip
    for wrong in (
        {"columns": (number, number), "default_sort": "number"},
        {"columns": (number,), "default_sort": "title"},
        {"columns": (number,), "default_sort": "number", "filters": (TextFilter("sort", "x"),)},
        {
            "columns": (number,),
            "default_sort": "number",
            "filters": (TextFilter("a", "x"), TextFilter("a", "x")),
        },
    ):
        with pytest.raises(ValueError, match="ledger x"):
            Ledger(**given, **wrong)


def test_lights_tell_apart_what_is_late_soon_and_paused(cast: Cast) -> None:
    now = timezone.now()
    hour = dt.timedelta(hours=1)
    make_item(cast, title="超期", due_at=now - hour, warn_at=now - 2 * hour)
    make_item(cast, title="临期", due_at=now + hour, warn_at=now - hour)
    make_item(cast, title="正常", due_at=now + 2 * hour, warn_at=now + hour)
    make_item(cast, title="暂停", paused=True)
    light = next(part for part in item_filters(_flow(), prefix="") if part.name == "light")
    asked = Asked(access_of(cast.head), PERMISSION, now)
    for value, title in (("late", "超期"), ("soon", "临期"), ("ok", "正常"), ("paused", "暂停")):
        found = Item.objects.filter(light.condition({"light": [value]}, asked))
        assert [item.title for item in found] == [title]


def _flow() -> Any:
    from gongjian.core.manifest import flows

    return next(iter(flows().values()))


def test_numbers_and_words_are_in_the_persons_language(cast: Cast) -> None:
    with translation.override("zh-hans"):
        assert shown(cast.head, "per=7").problems == ["每页只能是 20, 50, 100 行。"]
