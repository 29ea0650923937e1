"""An office's own fields in its lists: sorted, filtered, added up and exported like any column."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongjian.core.fields.actions import make_field, retire_field, set_choices, set_values
from gongjian.core.fields.models import CustomField, FieldType
from gongjian.core.items.models import Item
from gongjian.core.ledgers.cells import data_of
from gongjian.core.ledgers.exports import export
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.items import item_columns, item_relations
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.ledgers.resolving import resolved
from gongjian.core.ledgers.row_data import data_readers
from gongjian.core.ledgers.rows_json import ledger_rows_json
from gongjian.core.ledgers.show import Shown, show_ledger
from gongjian.core.manifest import flow_for
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from tests.cast import Cast
from tests.items import WHEN, make_item

pytestmark = pytest.mark.django_db
FLOW = flow_for("report")
LIST = Ledger(
    slug="things",
    title="事项",
    permission=FLOW.view,
    url_name="items:inbox",
    queryset=lambda access: Item.objects.visible_to(access).select_related(*item_relations(prefix="")),
    columns=tuple(item_columns(FLOW, prefix="")[name] for name in ("number", "title", "opened")),
    default_sort="opened",
    flow=FLOW,
    item="",
)


def ask(person: Person, query: str = "") -> Question:
    access = access_of(person)
    return read_question(
        resolved(LIST, access), QueryDict(query), Asked(access, LIST.permission, timezone.now())
    )


def shown(person: Person, query: str = "") -> Shown:
    question = ask(person, query)
    return show_ledger(question, columns=question.ledger.columns)


def titles(person: Person, query: str) -> str:
    page = shown(person, query)
    assert not page.problems, page.problems
    return "".join(row.title for row in page.rows)


@pytest.fixture
def fields(cast: Cast) -> dict[str, CustomField]:
    facts: dict[str, Any] = {"kind": "report", "actor": cast.head, "now": WHEN}
    made = [
        make_field(cast.office, slug="households", label="涉及户数", type=FieldType.NUMBER, **facts),
        make_field(cast.office, slug="night", label="是否夜间", type=FieldType.YES_NO, **facts),
        make_field(
            cast.office,
            slug="how",
            label="来访方式",
            type=FieldType.CHOICE,
            choices=["来人", "来电", "来信"],
            **facts,
        ),
        make_field(
            cast.office,
            slug="who",
            label="涉及部门",
            type=FieldType.CHOICES,
            choices=["城管", "民政"],
            **facts,
        ),
        make_field(cast.office, slug="promised", label="承诺日期", type=FieldType.DATE, **facts),
        make_field(cast.office, slug="scene", label="现场", type=FieldType.TEXT, **facts),
    ]
    return {field.slug: field for field in made}


@pytest.fixture
def items(cast: Cast, fields: dict[str, CustomField]) -> list[Item]:
    told: dict[str, dict[str, Any]] = {
        "甲": {
            "households": 3,
            "night": True,
            "how": "来信",
            "who": ["城管"],
            "promised": dt.date(2026, 3, 9),
            "scene": "灯杆",
        },
        "乙": {
            "households": "2.5",
            "night": False,
            "how": "来人",
            "who": ["城管", "民政"],
            "promised": dt.date(2026, 3, 5),
        },
        "丙": {"households": 120, "how": "来电", "scene": "=1+1"},
        "丁": {},
    }
    made = []
    for hour, (title, values) in enumerate(told.items()):
        item = make_item(cast, title=title, opened_at=WHEN + dt.timedelta(hours=hour))
        set_values(item, values, actor=cast.clerk, now=WHEN)
        made.append(item)
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sort=x_households", "乙甲丙丁"),
        ("sort=-x_households", "丙甲乙丁"),
        ("sort=x_how", "乙丙甲丁"),
        ("sort=-x_promised", "甲乙丁丙"),
        ("sort=x_scene", "丙甲乙丁"),
        ("x_households_min=3", "甲丙"),
        ("x_households_max=2.5", "乙"),
        ("x_households_min=2&x_households_max=5", "甲乙"),
        ("x_households_is=empty", "丁"),
        ("x_households_is=filled", "甲乙丙"),
        ("x_night=yes", "甲"),
        ("x_night=yes&x_night=no", "甲乙"),
        ("x_night_is=empty", "丙丁"),
        ("x_how=1&x_how=2", "乙丙"),
        ("x_how=1&x_how_is=not", "甲丙丁"),
        ("x_how_is=not", "甲乙丙丁"),
        ("x_who=2", "乙"),
        ("x_who_is=empty", "丙丁"),
        ("x_promised_from=2026-03-06", "甲"),
        ("x_promised_is=empty", "丙丁"),
        ("x_scene=灯", "甲"),
        ("x_scene=灯&x_scene_is=not", "乙丙丁"),
        ("x_scene_is=filled", "甲丙"),
    ],
)
def test_a_head_sorts_and_filters_by_her_own_fields(
    cast: Cast, items: list[Item], query: str, found: str
) -> None:
    assert titles(cast.head, query) == found


@pytest.mark.parametrize("sort", ["x_households", "x_night", "x_how", "x_promised", "x_scene"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_paging_by_an_own_field_shows_every_row_once_and_leads_back(
    cast: Cast, items: list[Item], sort: str, sign: str
) -> None:
    for number in range(25):
        item = make_item(cast, title=str(number))
        values = {
            "households": number % 4,
            "night": bool(number % 2),
            "how": str(number % 3 + 1),
            "scene": "甲",
        }
        set_values(item, values if number % 5 else {}, actor=cast.clerk, now=WHEN)
    first = shown(cast.head, f"sort={sign}{sort}&per=20")
    second = shown(cast.head, f"sort={sign}{sort}&per=20&cursor={first.page.next}")
    seen = [row.id for row in (*first.rows, *second.rows)]
    assert sorted(seen) == sorted(Item.objects.values_list("pk", flat=True))
    back = shown(cast.head, f"sort={sign}{sort}&per=20&cursor={second.page.previous}")
    assert [row.id for row in back.rows] == [row.id for row in first.rows]


def test_relative_days_move_with_the_calendar(cast: Cast, fields: dict[str, CustomField]) -> None:
    today = timezone.localdate()
    for title, days in (("今", 0), ("昨", -1), ("上", -40), ("后", 5)):
        set_values(
            make_item(cast, title=title),
            {"promised": today + dt.timedelta(days=days)},
            actor=cast.clerk,
            now=WHEN,
        )
    assert titles(cast.head, "x_promised_is=today") == "今"
    assert titles(cast.head, "x_promised_is=next_7_days") == "今后"
    assert titles(cast.head, "x_promised_is=last_30_days") == "今昨"
    assert shown(cast.head, "x_promised_is=today").chips[0].value == "今天"


def test_numbers_add_up_over_all_rows_that_match(cast: Cast, items: list[Item]) -> None:
    page = shown(cast.head, "x_night=yes&x_night=no")
    totals = {head.name: total.text for head, total in zip(page.columns, page.totals, strict=True)}
    assert totals["x_households"] == "5.5"


def test_only_the_offices_own_fields_are_offered(cast: Cast, items: list[Item]) -> None:
    names = [column.name for column in ask(cast.outsider).ledger.columns]
    assert not [name for name in names if name.startswith("x_")]
    assert ask(cast.outsider, "x_night=yes").problems
    assert [column.name for column in ask(cast.clerk).ledger.columns][3:] == [
        "x_households", "x_night", "x_how", "x_who", "x_promised", "x_scene",
    ]  # fmt: skip


def test_a_retired_field_leaves_the_list_and_a_withdrawn_choice_stays_a_filter(
    cast: Cast, items: list[Item], fields: dict[str, CustomField]
) -> None:
    set_choices(fields["how"].pk, ["来人"], actor=cast.head, now=WHEN)
    assert titles(cast.head, "x_how=3") == "甲"
    retire_field(fields["how"].pk, actor=cast.head, now=WHEN)
    assert ask(cast.head, "x_how=3").problems


def test_values_cost_one_query_for_all_rows_and_fields(cast: Cast, items: list[Item]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            shown(cast.head)
        return len(seen)

    few = queries()
    for number in range(14):  # twenty in all
        field = make_field(
            cast.office, kind="report", label=f"项 {number}", type=FieldType.TEXT, actor=cast.head, now=WHEN
        )
        for _one in range(2):
            set_values(make_item(cast), {field.slug: "有"}, actor=cast.clerk, now=WHEN)
    assert queries() == few


def test_reading_for_a_file_says_of_own_fields_what_the_page_says(cast: Cast, items: list[Item]) -> None:
    question = ask(cast.head)
    columns = question.ledger.columns
    readers = data_readers(columns)
    told = [[read(row) for read in readers] for row in question.rows()]
    assert told == [[data_of(column, column.of(row)) for column in columns] for row in question.rows()]
    assert [2.5, "否", "来人", "城管、民政", dt.date(2026, 3, 5), ""] in [line[3:] for line in told]


def test_own_fields_leave_the_house_typed(cast: Cast, items: list[Item]) -> None:
    answer = export(ask(cast.head), file_format="csv", actor=cast.head, now=timezone.now())
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = {row["事项"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (rows["乙"]["涉及户数"], rows["乙"]["涉及部门"], rows["乙"]["是否夜间"]) == (
        "2.5",
        "城管、民政",
        "否",
    )
    assert rows["丙"]["现场"] == "'=1+1"
    assert rows["丁"]["承诺日期"] == ""


def test_programs_get_numbers_and_dates(cast: Cast, items: list[Item]) -> None:
    answer = ledger_rows_json(
        LIST,
        access=access_of(cast.head),
        params=QueryDict("x_households_min=3&sort=x_households"),
        now=timezone.now(),
    )
    assert [(row["title"], row["x_households"], row["x_promised"]) for row in answer["rows"]] == [
        ("甲", 3, "2026-03-09"), ("丙", 120, None),
    ]  # fmt: skip
