"""What cells and names become, and what is said of those that cannot."""

import datetime as dt

import pytest

from gongjian.core.areas.models import Level
from gongjian.core.intake.mapping import Columns, from_json, key_of, labels, to_json
from gongjian.core.intake.names import areas_of, people_of, units_of
from gongjian.core.refusal import Refused
from tests.cast import Cast, make_area, make_person

pytestmark = pytest.mark.django_db


def refusal(work: object, *args: object) -> str:
    with pytest.raises(Refused) as refused:
        work(*args)  # type: ignore[operator]
    return str(refused.value.reason)


@pytest.mark.parametrize(
    "name", ["甲一社区居委会", "甲一社区", "甲一社区居民委员会", " 甲一 社区 ", "甲一", "甲街道甲一社区"]
)
def test_a_community_is_found_by_any_of_its_names(cast: Cast, name: str) -> None:
    assert areas_of(cast.office).find(name) == cast.community


def test_a_community_is_never_taken_for_the_street_of_its_name(cast: Cast) -> None:
    assert areas_of(cast.office).find("甲街道") == cast.office
    assert "甲社区" in refusal(areas_of(cast.office).find, "甲社区")


def test_a_name_that_fits_two_places_names_both(cast: Cast) -> None:
    make_area("红旗社区居委会", level=Level.COMMUNITY, parent=cast.office, office=cast.office)
    make_area("红旗村委会", level=Level.COMMUNITY, parent=cast.office, office=cast.office)
    names = areas_of(cast.office)
    assert names.find("红旗村").name == "红旗村委会"
    told = refusal(names.find, "红旗")
    assert "红旗社区居委会" in told and "红旗村委会" in told


def test_another_offices_places_units_and_people_are_not_found(cast: Cast) -> None:
    for names, name in (
        (areas_of(cast.office), cast.twin_community.name),
        (people_of(cast.office), cast.outsider.name),
    ):
        assert name in refusal(names.find, name)
    assert units_of(cast.office).find("城市管理办") == cast.city_unit


def test_two_colleagues_of_one_name_are_told_apart_by_the_sign_in_name(cast: Cast) -> None:
    make_person(cast.head.name, username="other", office=cast.office)
    assert "other" in refusal(people_of(cast.office).find, cast.head.name)
    assert people_of(cast.office).find("other").username == "other"


def test_the_same_headings_in_another_order_are_remembered_as_one() -> None:
    assert key_of(["主题", "任务 ", "未导入原因"]) == key_of(["任务", "主题"])
    assert labels(["备注", "", "备注"]) == ["备注", "#2", "备注 #2"]
    columns = Columns({"备注": "a", "备注 #2": "b", "#2": ""})
    assert columns.by_number(["备注", "", "备注"]) == {0: "a", 2: "b"}


def test_a_choice_of_columns_travels_as_a_file() -> None:
    columns = Columns({"甲": "theme", "乙": ""}, "dmy", {"year": "2027"}, {"theme": {"1": "四项重点"}})
    assert from_json(to_json("tasks", columns), ledger="tasks") == columns


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"columns": []}', '{"columns": {}, "dates": "x"}', '{"columns": {}, "words": {"a": 1}}',
             '{"columns": {}, "ledger": "reports"}', '{"columns": {}, "surprise": 1}']
)  # fmt: skip
def test_a_file_that_is_no_choice_of_columns_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        from_json(text, ledger="tasks")


def test_a_day_is_a_day_whatever_its_form(cast: Cast) -> None:
    from gongjian.core.intake.values import day_of, read_moment

    for cell in (
        "2027.6.30",
        "2027年6月30日",
        "30/6/2027",
        dt.datetime(2027, 6, 30),
        dt.date(2027, 6, 30),
        46568,
    ):
        assert day_of(read_moment(cell, order="dmy", tz=dt.UTC)) == dt.date(2027, 6, 30), cell
