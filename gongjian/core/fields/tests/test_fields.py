"""Fields of an office's own: who makes them, what may stand in them, what is never kept."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongjian.core.fields.actions import (
    bring_back_field,
    change_field,
    make_field,
    retire_field,
    set_choices,
    set_values,
    set_values_in_bulk,
)
from gongjian.core.fields.models import CustomField, FieldType, FieldValue
from gongjian.core.fields.reading import fields_of, intake_fields, told_of, values_of
from gongjian.core.items.models import Item, Step
from gongjian.core.refusal import Refused
from gongjian.core.search import index, matching
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast
from tests.items import WHEN, make_item

pytestmark = pytest.mark.django_db
NOW = WHEN + dt.timedelta(days=1)


def make(cast: Cast, label: str, type: str = FieldType.TEXT, **more: Any) -> CustomField:
    facts = {"kind": "report", "label": label, "type": type, "actor": cast.head, "now": NOW}
    return make_field(cast.office, **(facts | more))


@pytest.fixture
def item(cast: Cast) -> Item:
    return make_item(cast, title="路灯不亮")


def test_a_head_makes_a_field_and_a_clerk_may_not(cast: Cast) -> None:
    field = make(cast, "涉及户数", FieldType.NUMBER)
    assert field.slug == f"f{field.pk}"
    assert [one.label for one in fields_of(cast.office, "report")] == ["涉及户数"]
    assert fields_of(cast.twin.office, "report") == []
    for person in (cast.clerk, cast.administrator, cast.outsider):
        with pytest.raises(Refused) as caught:
            make(cast, "是否夜间", FieldType.YES_NO, actor=person)
        assert caught.value.code == "not_allowed"


@pytest.mark.parametrize(
    "label",
    ["重点人员", "信访风险等级", "政治面貌", "宗教信仰", "政 治-面貌", "是否党员", "民族", "群众情绪", "黑名单", "人脸照片",
     "上访人等级", "居民信用分", "身份证号", "手机号码", "party member", "Risk level", "行踪轨迹"],
)  # fmt: skip
def test_a_field_that_profiles_a_person_is_refused_in_words(cast: Cast, label: str) -> None:
    with pytest.raises(Refused) as caught:
        make(cast, label)
    assert caught.value.code == "forbidden_field"
    assert caught.value.field == "label"
    assert label in str(caught.value.reason)


@pytest.mark.parametrize(
    "label",
    [
        "涉及户数",
        "道路等级",
        "房屋风险等级",
        "服务态度",
        "施工管控措施",
        "卫生评分",
        "心理服务站",
        "来访方式",
        "承诺日期",
    ],
)
def test_harmless_labels_are_left_alone(cast: Cast, label: str) -> None:
    assert make(cast, label).label == label


def test_forbidden_words_do_not_come_in_by_choice_or_renaming(cast: Cast) -> None:
    with pytest.raises(Refused):
        make(cast, "类别", FieldType.CHOICE, choices=["一般", "重点人员"])
    field = make(cast, "备注")
    with pytest.raises(Refused):
        change_field(field.pk, label="宗教信仰", actor=cast.head, now=NOW)
    field.refresh_from_db()
    assert field.label == "备注"


def test_two_fields_do_not_bear_one_label_and_a_slug_is_plain(cast: Cast) -> None:
    field = make(cast, "承诺日期", FieldType.DATE, slug="promised")
    for wrong in ({"label": "承诺日期"}, {"slug": "promised"}, {"slug": "Ä"}, {"slug": "f7"}, {"slug": "risk_level"},
                  {"kind": "nothing"}, {"type": "x"}, {"label": ""}, {"label": "长" * 31}):  # fmt: skip
        with pytest.raises(Refused):
            make(cast, **({"label": "另一个"} | wrong))  # type: ignore[arg-type]
    retire_field(field.pk, actor=cast.head, now=NOW)
    second = make(cast, "承诺日期", FieldType.DATE)
    with pytest.raises(Refused):
        bring_back_field(field.pk, actor=cast.head, now=NOW)
    retire_field(second.pk, actor=cast.head, now=NOW)
    assert bring_back_field(field.pk, actor=cast.head, now=NOW).retired_at is None


def test_a_clerk_fills_in_and_everybody_reads_what_was_before(cast: Cast, item: Item) -> None:
    make(cast, "涉及户数", FieldType.NUMBER, slug="households")
    make(cast, "承诺日期", FieldType.DATE, slug="promised")
    set_values(item, {"households": "3", "promised": dt.date(2026, 3, 9)}, actor=cast.clerk, now=NOW)
    changed = set_values(item, {"households": 5, "promised": "2026-03-09"}, actor=cast.clerk, now=NOW)
    assert changed == {"涉及户数": ["3", "5"]}
    assert values_of([item.pk])[item.pk] == {"households": Decimal("5.0000"), "promised": dt.date(2026, 3, 9)}
    notes = list(Step.objects.filter(item=item).values_list("move", "note"))
    assert notes == [
        ("set_fields", "涉及户数：— → 3\n承诺日期：— → 2026-03-09"),
        ("set_fields", "涉及户数：3 → 5"),
    ]
    assert [row.changes for row in TrailRow.objects.filter(action="reports.set_fields")][-1] == {
        "涉及户数": ["3", "5"]
    }
    steps = Step.objects.count()
    assert set_values(item, {"households": 5}, actor=cast.clerk, now=NOW) == {}
    assert Step.objects.count() == steps


def test_an_outsider_and_the_auditor_fill_in_nothing(cast: Cast, item: Item) -> None:
    make(cast, "涉及户数", FieldType.NUMBER, slug="households")
    for person in (cast.outsider, cast.auditor, cast.second_clerk, cast.administrator):
        with pytest.raises(Refused) as caught:
            set_values(item, {"households": 1}, actor=person, now=NOW)
        assert caught.value.code == "not_allowed"
    assert not FieldValue.objects.exists()


@pytest.mark.parametrize(
    ("type", "value"),
    [(FieldType.NUMBER, "三户"), (FieldType.NUMBER, "NaN"), (FieldType.NUMBER, "1e30"), (FieldType.DATE, "3月5日"),
     (FieldType.DATE, dt.date(1, 1, 1)), (FieldType.TEXT, "长" * 501), (FieldType.CHOICE, "丙"),
     (FieldType.CHOICES, ["甲", "丙"])],
)  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_input(cast: Cast, item: Item, type: str, value: Any) -> None:
    make(cast, "某项", type, slug="one", choices=["甲", "乙"])
    with pytest.raises(Refused) as caught:
        set_values(item, {"one": value}, actor=cast.clerk, now=NOW)
    assert caught.value.field == "x_one"
    with pytest.raises(Refused):
        set_values(item, {"other": value}, actor=cast.clerk, now=NOW)


def test_a_number_of_a_person_in_a_text_is_masked_everywhere(cast: Cast, item: Item) -> None:
    make(cast, "现场情况", slug="scene")
    index(item, "")
    set_values(item, {"scene": "业主电话13812345678"}, actor=cast.clerk, now=NOW)
    kept = [
        FieldValue.objects.get().text,
        Step.objects.get(move="set_fields").note,
        str(TrailRow.objects.last().changes),
    ]  # type: ignore[union-attr]
    assert not any("13812345678" in text for text in kept)
    assert all("业主电话" in text for text in kept)


def test_a_withdrawn_choice_stays_readable_but_is_not_chosen_anew(cast: Cast, item: Item) -> None:
    field = make(cast, "来访方式", FieldType.CHOICE, slug="how", choices=["来人", "来电", "来信"])
    set_values(item, {"how": "来信"}, actor=cast.clerk, now=NOW)
    set_choices(field.pk, ["来人", "来电", "网上"], actor=cast.head, now=NOW)
    assert [told for _field, _held, told in told_of(item)] == ["来信"]
    set_values(item, {"how": values_of([item.pk])[item.pk]["how"]}, actor=cast.clerk, now=NOW)
    with pytest.raises(Refused):
        set_values(make_item(cast), {"how": "来信"}, actor=cast.clerk, now=NOW)
    set_choices(field.pk, ["来信", "来人"], actor=cast.head, now=NOW)
    assert [
        label for _code, label in CustomField.objects.get(pk=field.pk).choices_on(dt.date(2026, 4, 1))
    ] == ["来信", "来人"]


def test_several_choices_stand_in_the_order_of_the_list(cast: Cast, item: Item) -> None:
    make(cast, "涉及部门", FieldType.CHOICES, slug="who", choices=["城管", "民政", "住建"])
    set_values(item, {"who": ["住建", "1"]}, actor=cast.clerk, now=NOW)
    assert values_of([item.pk])[item.pk]["who"] == ["1", "3"]
    set_values(item, {"who": "民政、住建"}, actor=cast.clerk, now=NOW)
    assert [told for _field, _held, told in told_of(item)] == ["民政、住建"]


def test_a_required_field_is_not_emptied(cast: Cast, item: Item) -> None:
    make(cast, "涉及户数", FieldType.NUMBER, slug="households", required=True)
    set_values(item, {"households": 0}, actor=cast.clerk, now=NOW)
    with pytest.raises(Refused):
        set_values(item, {"households": None}, actor=cast.clerk, now=NOW)


def test_words_in_a_field_are_found_and_stay_found(cast: Cast, item: Item) -> None:
    make(cast, "现场情况", slug="scene")
    index(item, "夜里很黑")
    set_values(item, {"scene": "灯杆倾斜"}, actor=cast.clerk, now=NOW)
    index(item, "又有人来说")
    for words, found in (("灯杆", 1), ("又有人", 1), ("夜里", 0)):
        assert matching(Item.objects.all(), words).count() == found
    set_values(item, {"scene": ""}, actor=cast.clerk, now=NOW)
    assert matching(Item.objects.all(), "灯杆").count() == 0


def test_a_retired_field_is_no_longer_asked_for_but_read(cast: Cast, item: Item) -> None:
    field = make(cast, "涉及户数", FieldType.NUMBER, slug="households")
    set_values(item, {"households": 3}, actor=cast.clerk, now=NOW)
    retire_field(field.pk, actor=cast.head, now=NOW)
    assert fields_of(cast.office, "report") == []
    assert [words for _field, _held, words in told_of(item)] == ["3"]
    with pytest.raises(Refused):
        set_values(item, {"households": 4}, actor=cast.clerk, now=NOW)


def test_filling_many_costs_no_query_per_matter(cast: Cast) -> None:
    make(cast, "涉及户数", FieldType.NUMBER, slug="households")
    make(cast, "现场情况", slug="scene")

    def queries_for(number: int) -> int:
        items = [make_item(cast) for _one in range(number)]
        with CaptureQueriesContext(connection) as seen:
            values = {item.pk: {"households": 2, "scene": "好"} for item in items}
            set_values_in_bulk(values, actor=cast.clerk, now=NOW, with_steps=False)
        trail = [query for query in seen.captured_queries if "trail_" in query["sql"]]
        return len(seen) - len(trail)

    assert queries_for(2) == queries_for(20)
    assert FieldValue.objects.count() == 44


def test_a_file_can_fill_every_field_but_files(cast: Cast) -> None:
    make(cast, "来访方式", FieldType.CHOICE, slug="how", choices=["来人", "来电"])
    make(cast, "附图", FieldType.FILE, slug="picture")
    [field] = intake_fields(cast.office, "report")
    assert (field.name, field.label, list(field.choices)) == (
        "x_how",
        "来访方式",
        [("1", "来人"), ("2", "来电")],
    )  # type: ignore[arg-type]
