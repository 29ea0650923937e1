"""A year of a city's messages against what a person has read: numbers of messages only, never their texts."""

import datetime as dt
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from gongjian.lib.topics import Message, Topic
from gongjian.lib.topics.finding import hottest, topics

JUDGED = json.loads((Path(__file__).parent / "judged.json").read_text())
SHAPES = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S")


@pytest.fixture(scope="module")
def ten(test_data: Path) -> list[Topic]:
    path = test_data / "messages/incoming.xlsx"
    if not path.is_file():
        pytest.skip(f"the city's messages are not at {path}")
    [sheet] = CalamineWorkbook.from_path(str(path)).sheet_names
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()[1:]
    return hottest(
        topics(
            Message(
                int(row[0]),
                str(row[2]).strip(),
                " ".join(str(row[4]).split()),
                str(row[1]),
                moment(row[3]),
                int(row[6]),
            )
            for row in rows
        )
    )


def moment(cell: object) -> dt.datetime:
    if isinstance(cell, dt.datetime):
        return cell
    if isinstance(cell, dt.date):
        return dt.datetime.combine(cell, dt.time())
    for shape in SHAPES:
        try:
            return dt.datetime.strptime(str(cell), shape)  # noqa: DTZ007 the city's own clock
        except ValueError:
            continue
    raise AssertionError(f"no moment: {cell}")


@pytest.mark.parametrize("judged", JUDGED["topics"], ids=lambda judged: str(judged["about"][0]))
def test_nine_in_ten_messages_of_a_hot_topic_are_about_it(
    judged: dict[str, list[int]], ten: list[Topic]
) -> None:
    about = set(judged["about"]) | set(judged["missed"])
    [found] = [one for one in ten if len(about & set(one.messages)) * 2 > len(judged["about"])]
    assert len(about & set(found.messages)) >= 0.9 * len(found.messages)
    assert found.place and found.matter


def test_of_the_ten_that_a_reader_would_name_at_least_eight_are_among_the_hottest(
    ten: list[Topic],
) -> None:
    listed = [key for key in JUDGED["reader"] if any(key in one.messages for one in ten)]
    assert len(listed) >= 8


def test_no_two_of_the_hottest_are_the_same_matter_at_the_same_place(ten: list[Topic]) -> None:
    assert len({one.name for one in ten}) == 10


def test_of_a_topic_that_was_searched_for_by_hand_four_in_five_messages_are_found(
    ten: list[Topic],
) -> None:
    for judged in JUDGED["topics"]:
        whole = {*judged["about"], *judged["missed"]}
        found = max(len(whole & set(one.messages)) for one in ten)
        assert found >= 0.8 * len(whole)
