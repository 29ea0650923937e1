"""The area pages, as people in their roles see them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongjian.core.areas.actions import add_area
from gongjian.core.areas.bringing import bring_list
from gongjian.core.areas.lists import parse_list
from gongjian.core.areas.models import Area, AreaFile, Level, OfficialCode


def page(name, *args):
    return reverse(f"areas:{name}", args=args)


@pytest.fixture
def admin(cast):
    return cast.client_for(cast.administrator)


@pytest.fixture
def proposal(cast, now):
    """A later list about the office's own communities, still to be reviewed."""
    for area, code in ((cast.office, "410105901"), (cast.community, "410105901001")):
        OfficialCode.objects.create(area=area, code=code, name=area.name, since="2020-01-01", source="清单")
    found = parse_list("code,name\n410105901001,甲一新名\n410105901009,新社区\n".encode(), name="2024.csv")
    return bring_list(found, since=dt.date(2024, 1, 1), actor=cast.administrator, now=now).file


def test_staff_begin_at_their_own_area_and_see_what_lies_below(cast):
    answer = cast.client_for(cast.dispatcher).get(page("tree"), follow=True)
    assert answer.redirect_chain[-1][0] == page("detail", cast.office.pk)
    text = answer.content.decode()
    assert "甲东片区" in text
    assert page("add", cast.office.pk) not in text


def test_a_clerk_sees_her_community_and_not_her_neighbours(cast):
    clerk = cast.client_for(cast.clerk)
    assert clerk.get(page("detail", cast.community.pk)).status_code == 200
    assert clerk.get(page("detail", cast.second_community.pk)).status_code == 404
    assert clerk.get(page("detail", cast.office.pk)).status_code == 404


@pytest.mark.parametrize("name", ["detail", "add", "rename", "move", "close"])
def test_an_area_of_another_office_is_as_if_it_were_not_there(admin, cast, name):
    assert admin.get(page(name, cast.twin_community.pk)).status_code == 404
    assert admin.post(page(name, cast.twin_community.pk), {}).status_code in (404, 405)


@pytest.mark.parametrize("name", ["add", "rename", "move", "close"])
def test_only_administrators_change_the_tree(cast, name):
    assert cast.client_for(cast.dispatcher).get(page(name, cast.community.pk)).status_code == 403
    assert cast.client_for(None).get(page(name, cast.community.pk)).status_code == 302


def test_adding_renaming_moving_and_closing_by_the_pages(admin, cast):
    given = {"level": "grid", "name": "第9网格", "lat": "", "lon": "", "once": "a1"}
    answer = admin.post(page("add", cast.community.pk), given)
    grid = Area.objects.get(name="第9网格")
    assert answer["Location"] == page("detail", grid.pk)
    admin.post(page("add", cast.community.pk), given)
    assert Area.objects.filter(name="第9网格").count() == 1  # the same form sent twice
    admin.post(page("rename", grid.pk), {"name": "九网格", "reason": "", "once": "a2"})
    admin.post(page("move", grid.pk), {"parent": cast.second_community.pk, "reason": "调整", "once": "a3"})
    grid.refresh_from_db()
    assert (grid.name, grid.parent) == ("九网格", cast.second_community)
    admin.post(page("close", grid.pk), {"on": "2026-01-01", "reason": "撤销", "once": "a4"})
    grid.refresh_from_db()
    assert grid.gone_on == dt.date(2026, 1, 1)


def test_a_refusal_is_shown_with_what_was_typed(admin, cast):
    answer = admin.post(
        page("add", cast.community.pk), {"level": "grid", "name": "甲一第1网格", "lat": "", "lon": ""}
    )
    assert answer.status_code == 422
    assert "甲一第1网格" in answer.content.decode()
    assert answer.context["form"].errors["name"]
    answer = admin.post(
        page("add", cast.community.pk), {"level": "planet", "name": "x", "lat": "91", "lon": "a"}
    )
    assert set(answer.context["form"].errors) == {"level", "lat", "lon"}


def test_an_area_cannot_be_moved_to_one_of_another_office_by_a_forged_form(admin, cast):
    answer = admin.post(page("move", cast.grid.pk), {"parent": cast.twin_community.pk, "reason": ""})
    assert answer.status_code == 422
    cast.grid.refresh_from_db()
    assert cast.grid.parent == cast.community


def test_a_household_has_nothing_below_it_to_add(admin, cast, now):
    building = add_area(cast.grid, level=Level.BUILDING, name="1号楼", actor=None, now=now)
    room = add_area(building, level=Level.HOUSEHOLD, name="101室", actor=None, now=now)
    assert page("add", room.pk) not in admin.get(page("detail", room.pk)).content.decode()
    assert admin.get(page("add", room.pk)).status_code == 404


def test_many_children_are_paged_forth_and_back_without_a_gap(
    admin, cast, now, django_assert_max_num_queries
):
    for number in range(120):
        add_area(cast.grid, level=Level.BUILDING, name=f"{number:03}号楼", actor=None, now=now)
    seen, url = [], page("detail", cast.grid.pk)
    cursors = []
    while True:
        with django_assert_max_num_queries(16):
            shown = admin.get(url).context["page"]
        seen += [area.name for area in shown.rows]
        if not shown.next:
            break
        cursors.append(url)
        url = f"{page('detail', cast.grid.pk)}?cursor={shown.next}"
    assert seen == [f"{number:03}号楼" for number in range(120)]
    back = admin.get(f"{page('detail', cast.grid.pk)}?cursor={shown.previous}").context["page"]
    assert [area.name for area in back.rows] == [f"{number:03}号楼" for number in range(50, 100)]


def test_a_damaged_cursor_gets_a_sentence(admin, cast):
    answer = admin.get(page("detail", cast.grid.pk) + "?cursor=abc")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_areas_are_found_by_name_anywhere_below_and_by_official_code(admin, cast):
    OfficialCode.objects.create(
        area=cast.community, code="410105901001", name="x", since="2020-01-01", source="清单"
    )
    url = page("detail", cast.office.pk)
    assert [area.pk for area in admin.get(url, {"q": "二第1"}).context["page"].rows] == [cast.second_grid.pk]
    assert [area.pk for area in admin.get(url, {"q": "410105901001"}).context["page"].rows] == [
        cast.community.pk
    ]
    assert not admin.get(url, {"q": "乙一"}).context["page"].rows


def test_the_outline_is_public_and_holds_no_more_than_shapes_and_names(cast):
    ring = [[113.6, 34.7], [113.7, 34.7], [113.7, 34.8], [113.6, 34.7]]
    Area.objects.filter(pk=cast.community.pk).update(outline={"type": "Polygon", "coordinates": [ring]})
    answer = cast.client_for(None).get(reverse("areas_public:outline", args=[cast.office.pk]))
    assert answer.status_code == 200
    assert answer.json() == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"kind": "community", "name": "甲一社区", "sketch": False},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        ],
    }
    assert cast.client_for(None).get(reverse("areas_public:outline", args=[999999])).status_code == 404


def test_a_proposal_is_reviewed_line_by_line_and_applied(admin, cast, proposal):
    shown = admin.get(page("list", proposal.pk))
    assert "甲一新名" in shown.content.decode()
    rename = proposal.changes.get(kind="renamed")
    answer = admin.post(page("tick", proposal.pk), {"accepted": "no", "lines": [rename.pk], "once": "b1"})
    assert answer.status_code == 302
    rename.refresh_from_db()
    assert not rename.accepted
    admin.post(page("apply", proposal.pk), {"once": "b2"})
    assert Area.objects.filter(name="新社区").exists()
    cast.community.refresh_from_db()
    assert cast.community.name == "甲一社区居委会"


def test_all_lines_of_a_kind_are_rejected_at_once(admin, proposal):
    admin.post(page("tick", proposal.pk), {"accepted": "no", "kind": "added", "all": "on", "once": "b1"})
    assert set(proposal.changes.values_list("kind", "accepted")) == {("added", False), ("renamed", True)}


@pytest.mark.parametrize(
    "given", [{"accepted": "no"}, {"accepted": "no", "lines": ["999999"]}, {"lines": ["x"]}, {}]
)
def test_ticking_nothing_or_nonsense_gets_a_sentence(admin, proposal, given):
    answer = admin.post(page("tick", proposal.pk), given)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_list_can_be_set_aside_with_a_reason(admin, proposal):
    assert admin.post(page("discard", proposal.pk), {"reason": ""}).status_code == 422
    admin.post(page("discard", proposal.pk), {"reason": "年份不对", "once": "b3"})
    proposal.refresh_from_db()
    assert proposal.state == AreaFile.State.DISCARDED
    assert admin.post(page("apply", proposal.pk), {"once": "b4"}).status_code == 422


def test_another_offices_administrator_finds_no_list(cast, proposal):
    other = cast.client_for(cast.twin.administrator)
    assert other.get(page("list", proposal.pk)).status_code == 404
    assert other.post(page("apply", proposal.pk)).status_code == 404
    assert "2024.csv" not in other.get(page("lists")).content.decode()


def test_an_administrator_brings_a_list_of_her_own_area_only(admin, cast):
    OfficialCode.objects.create(
        area=cast.office, code="410105901", name="甲街道", since="2020-01-01", source="清单"
    )
    OfficialCode.objects.create(
        area=cast.twin_office, code="410105902", name="乙街道", since="2020-01-01", source="清单"
    )

    def bring(rows, year="2023"):
        file = SimpleUploadedFile("list.csv", ("code,name\n" + rows).encode())
        return admin.post(page("bring"), {"file": file, "year": year})

    assert bring("410105901003,丙社区\n").status_code == 302
    assert Area.objects.get(name="丙社区").parent == cast.office
    assert bring("410105902003,丁社区\n").status_code == 422
    assert not Area.objects.filter(name="丁社区").exists()
    for rows, year in (
        ("", "2023"),
        ("x,y\n", "2023"),
        ("410105901004,戊社区\n", "2099"),
        ("410105901004,戊\n", "abc"),
    ):
        assert bring(rows, year).status_code == 422
    assert admin.post(page("bring"), {"year": "2023"}).status_code == 422


def test_the_list_of_lists_opens_and_exports(admin, proposal):
    assert proposal.name in admin.get(page("lists")).content.decode()
    assert admin.get(page("lists"), {"export": "csv"}).status_code == 200
