"""A later year's list is a proposal: a person looks at each line, and nothing is deleted."""

import datetime as dt

import pytest

from gongjian.core.areas import importer, review
from gongjian.core.areas.additions import areas_by_code
from gongjian.core.areas.bringing import bring_list
from gongjian.core.areas.lists import parse_list
from gongjian.core.areas.models import Area, AreaChange, AreaFile, Level, OfficialCode
from gongjian.core.areas.tests.test_tree import put_item
from gongjian.core.areas.tree import stale_rows
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow

FIRST, LATER = dt.date(2023, 1, 1), dt.date(2024, 1, 1)
COMMUNITIES = {
    "410105008001": "农大社区", "410105008002": "郑大社区", "410105008003": "郑花路社区",
    "410105010002": "文北社区", "410105010003": "园田社区",
}  # fmt: skip


def written(rows):
    return "code,name\n" + "".join(f"{code},{name}\n" for code, name in rows.items())


@pytest.fixture
def town(cast, now):
    """Two streets with five communities, by the list of 2023."""

    def bring(rows, since, name="list.csv"):
        found = parse_list(written(rows).encode(), name=name)
        return bring_list(found, since=since, actor=cast.administrator, now=now)

    bring({"410105": "金水区"}, FIRST)
    bring({"410105008": "文化路街道", "410105010": "东风路街道"}, FIRST)
    bring(COMMUNITIES, FIRST)
    cast.bring = bring
    return cast


def changes(file):
    return {(change.kind, change.code): (change.name, change.was) for change in file.changes.all()}


def test_a_later_list_changes_nothing_by_itself(town):
    before = list(OfficialCode.objects.values_list("pk", "code", "name", "until"))
    found = town.bring(COMMUNITIES | {"410105008001": "农业大学社区", "410105008004": "新社区"}, LATER)
    assert (found.added, found.proposed, found.file.state) == (0, 2, AreaFile.State.PROPOSED)
    assert list(OfficialCode.objects.values_list("pk", "code", "name", "until")) == before
    assert not Area.objects.filter(name__in=["新社区", "农业大学社区"]).exists()


def test_every_kind_of_difference_is_told_apart(town):
    later = {
        "410105008001": "农业大学社区",  # renamed
        "410105008012": "郑大社区",  # new code, same street
        "410105010003": "园田社区",
        "410105010009": "郑花路社区",  # moved to the other street
        "410105008004": "新社区",  # added; 文北社区 is gone
    }
    file = town.bring(later, LATER).file
    assert changes(file) == {
        ("renamed", "410105008001"): ("农业大学社区", "农大社区"),
        ("recoded", "410105008012"): ("郑大社区", "410105008002"),
        ("moved", "410105010009"): ("郑花路社区", "410105008"),
        ("added", "410105008004"): ("新社区", ""),
        ("gone", "410105010002"): ("文北社区", ""),
    }


def test_what_was_accepted_is_applied_with_dates_and_nothing_is_deleted(town, now):
    areas = {area.name: area.pk for area in Area.objects.filter(level=Level.COMMUNITY)}
    later = {
        "410105008001": "农业大学社区", "410105008012": "郑大社区", "410105010003": "园田社区",
        "410105010009": "郑花路社区", "410105008004": "新社区",
    }  # fmt: skip
    file = town.bring(later, LATER).file
    rows = OfficialCode.objects.count()
    done = review.apply_list(file, actor=town.administrator, now=now)
    assert (done.applied, done.refused) == (5, 0)
    assert Area.objects.get(pk=areas["农大社区"]).name == "农业大学社区"
    east = areas_by_code(["410105010"])["410105010"]
    moved = Area.objects.get(pk=areas["郑花路社区"])
    assert (moved.parent, moved.office) == (east, east)
    assert moved.path.startswith(east.path)
    gone = Area.objects.get(pk=areas["文北社区"])
    assert gone.gone_on == LATER
    codes = OfficialCode.objects.filter(area=areas["郑大社区"]).order_by("since")
    assert [(row.code, row.since, row.until) for row in codes] == [
        ("410105008002", FIRST, LATER),
        ("410105008012", LATER, None),
    ]
    assert (
        OfficialCode.objects.count() == rows + 4
    )  # three go on under a new row, one begins; none is taken away
    assert set(areas_by_code(later)) == set(later)
    assert TrailRow.objects.filter(action__startswith="areas.list_").count() == 5
    assert stale_rows() == {}


def test_after_applying_the_same_list_has_nothing_more_to_say(town, now):
    later = COMMUNITIES | {"410105008001": "农业大学社区"}
    review.apply_list(town.bring(later, LATER).file, actor=town.administrator, now=now)
    again = town.bring(later, LATER)
    assert (again.file, again.added, again.proposed) == (None, 0, 0)


def test_a_line_refused_when_the_list_was_applied_is_not_proposed_a_second_time(town, now):
    busy = Area.objects.get(name="文北社区")
    put_item(busy)
    later = {code: name for code, name in COMMUNITIES.items() if name != "文北社区"}
    file = town.bring(later, LATER).file
    assert review.apply_list(file, actor=town.administrator, now=now).refused == 1
    again = town.bring(later, LATER)
    assert (again.file, again.proposed) == (file, 1)
    assert AreaFile.objects.filter(sha256=file.sha256).count() == 1


def test_the_same_later_list_twice_is_one_proposal(town):
    later = COMMUNITIES | {"410105008001": "农业大学社区"}
    first, second = town.bring(later, LATER), town.bring(later, LATER)
    assert first.file == second.file
    assert AreaFile.objects.filter(state=AreaFile.State.PROPOSED).count() == 1


def test_two_places_that_exchange_their_codes_keep_their_histories(town, now):
    later = COMMUNITIES | {"410105008001": "郑大社区", "410105008002": "农大社区"}
    areas = dict(Area.objects.values_list("name", "pk"))
    file = town.bring(later, LATER).file
    assert {change.kind for change in file.changes.all()} == {"recoded"}
    review.apply_list(file, actor=town.administrator, now=now)
    found = areas_by_code(["410105008001", "410105008002"])
    assert found["410105008001"].pk == areas["郑大社区"]
    assert found["410105008002"].pk == areas["农大社区"]


def test_half_of_an_exchange_is_refused_because_the_code_is_still_borne(town, now):
    later = COMMUNITIES | {"410105008001": "郑大社区", "410105008002": "农大社区"}
    file = town.bring(later, LATER).file
    rejected = file.changes.get(code="410105008002")
    review.tick_changes(file, ids=[rejected.pk], accepted=False, actor=town.administrator, now=now)
    before = list(OfficialCode.objects.values_list("pk", "code", "until"))
    done = review.apply_list(file, actor=town.administrator, now=now)
    assert (done.applied, done.refused) == (0, 1)
    assert file.changes.get(code="410105008001").refusal
    assert list(OfficialCode.objects.values_list("pk", "code", "until")) == before


def test_a_gone_place_with_open_matters_is_refused_with_the_reason_and_the_rest_is_applied(town, now):
    area = areas_by_code(["410105010002"])["410105010002"]
    item = put_item(area)
    later = {code: name for code, name in COMMUNITIES.items() if code != "410105010002"} | {
        "410105008004": "新社区"
    }
    file = town.bring(later, LATER).file
    done = review.apply_list(file, actor=town.administrator, now=now)
    assert (done.applied, done.refused) == (1, 1)
    line = file.changes.get(kind="gone")
    assert "1" in line.refusal
    assert not line.applied
    type(item).objects.filter(pk=item.pk).update(closed_at=now)
    again = review.apply_list(file, actor=town.administrator, now=now)
    assert (again.applied, again.refused) == (1, 0)
    area.refresh_from_db()
    assert area.gone_on == LATER


def test_rejected_lines_stay_as_they_are(town, now):
    later = COMMUNITIES | {"410105008001": "农业大学社区", "410105008004": "新社区"}
    file = town.bring(later, LATER).file
    rename = file.changes.get(kind="renamed")
    assert review.tick_changes(file, ids=[rename.pk], accepted=False, actor=town.administrator, now=now) == 1
    review.apply_list(file, actor=town.administrator, now=now)
    assert Area.objects.filter(name="农大社区").exists()
    assert Area.objects.filter(name="新社区").exists()


def test_a_rejected_addition_does_not_come_in_when_the_list_is_brought_again(town, now):
    later = COMMUNITIES | {"410105008001": "农业大学社区", "410105008004": "新社区"}
    file = town.bring(later, LATER).file
    added = file.changes.get(kind="added")
    review.tick_changes(file, ids=[added.pk], accepted=False, actor=town.administrator, now=now)
    review.apply_list(file, actor=town.administrator, now=now)
    again = town.bring(later, LATER)
    assert (again.added, again.proposed) == (0, 1)
    assert not Area.objects.filter(name="新社区").exists()


def test_with_no_line_accepted_nothing_is_applied(town, now):
    file = town.bring(COMMUNITIES | {"410105008004": "新社区"}, LATER).file
    review.tick_changes(file, accepted=False, actor=town.administrator, now=now)
    with pytest.raises(Refused):
        review.apply_list(file, actor=town.administrator, now=now)


def test_a_settled_list_can_be_neither_ticked_nor_applied_nor_set_aside(town, now):
    applied = town.bring(COMMUNITIES | {"410105008004": "新社区"}, LATER).file
    review.apply_list(applied, actor=town.administrator, now=now)
    aside = town.bring({**COMMUNITIES, "410105008004": "新社区", "410105008001": "农业大学社区"}, LATER).file
    review.discard_list(aside, actor=town.administrator, now=now, reason="不是正式发布的")
    for file in (applied, aside):
        for act in (
            lambda file: review.tick_changes(file, accepted=False, actor=town.administrator, now=now),
            lambda file: review.apply_list(file, actor=town.administrator, now=now),
            lambda file: review.discard_list(file, actor=town.administrator, now=now, reason="再来"),
        ):
            with pytest.raises(Refused):
                act(file)


def test_setting_a_list_aside_needs_a_reason(town, now):
    file = town.bring(COMMUNITIES | {"410105008001": "农业大学社区"}, LATER).file
    with pytest.raises(Refused) as refused:
        review.discard_list(file, actor=town.administrator, now=now, reason="  ")
    assert refused.value.field == "reason"


def test_a_list_of_one_street_says_nothing_about_the_other(town):
    one = {code: name for code, name in COMMUNITIES.items() if code.startswith("410105008")}
    found = town.bring(one | {"410105008004": "新社区"}, LATER)
    assert {change.kind for change in found.file.changes.all()} == {"added"}
    assert found.file.root.name == "文化路街道"


def test_places_of_a_street_that_the_list_does_not_name_are_not_ticked_as_gone(town, now):
    town.bring({"410105008": "文化路街道", "410105010": "东风路街道", "410105011": "北林路街道"}, FIRST)
    town.bring({"410105011002": "院校社区"}, FIRST)
    file = town.bring({"410105008001": "农大社区", "410105011002": "院校社区"}, LATER).file
    ticked = dict(file.changes.filter(kind="gone").values_list("code", "accepted"))
    assert ticked == {
        "410105008002": True, "410105008003": True, "410105010002": False, "410105010003": False,
    }  # fmt: skip


def test_a_line_dated_not_after_the_code_in_force_is_refused(town, now):
    file = town.bring(COMMUNITIES | {"410105008001": "农业大学社区"}, FIRST).file
    done = review.apply_list(file, actor=town.administrator, now=now)
    assert (done.applied, done.refused) == (0, 1)
    assert "2023-01-01" in file.changes.get().refusal


def test_a_community_in_a_sector_stays_there_when_only_its_name_changes(town, now):
    from gongjian.core.areas.actions import add_area, move_area

    area = areas_by_code(["410105008001"])["410105008001"]
    sector = add_area(area.parent, level=Level.SECTOR, name="东片区", actor=None, now=now)
    move_area(area, parent=sector, actor=None, now=now)
    file = town.bring(COMMUNITIES | {"410105008001": "农业大学社区"}, LATER).file
    assert [change.kind for change in file.changes.all()] == ["renamed"]
    review.apply_list(file, actor=town.administrator, now=now)
    area.refresh_from_db()
    assert (area.name, area.parent) == ("农业大学社区", sector)


def test_the_command_line_applies_only_for_a_named_reviewer_who_manages_the_area(town, now, tmp_path):
    from tests.cast import give

    path = tmp_path / "communities_2024.csv"
    path.write_text(written(COMMUNITIES | {"410105008004": "新社区"}))
    with pytest.raises(Refused):
        importer.run(path, {"apply_by": "administrator"})
    assert not AreaFile.objects.filter(state=AreaFile.State.PROPOSED).exists() or not Area.objects.filter(
        name="新社区"
    )
    give(town.administrator, role="administrator", area=Area.objects.get(codes__code="410105"))
    importer.run(path, {"apply_by": "administrator"})
    assert Area.objects.filter(name="新社区").exists()
    assert AreaFile.objects.get(name=path.name).decided_by == town.administrator


def test_lines_keep_what_was_before_after_they_are_applied(town, now):
    file = town.bring(COMMUNITIES | {"410105008001": "农业大学社区"}, LATER).file
    review.apply_list(file, actor=town.administrator, now=now)
    line = AreaChange.objects.get(file=file)
    assert (line.was, line.applied, line.accepted) == ("农大社区", True, True)
