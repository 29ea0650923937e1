"""An administrator may see the pages as somebody else, never as one who may read what she may not read herself."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from gongjian.core.manifest import permissions
from gongjian.core.people.actions import end_overdue_views, give_role, see_as, stop_seeing_as
from gongjian.core.people.models import SeeAs
from gongjian.core.people.roles import Role
from gongjian.core.people.seeing import LONGEST, reading_permissions, why_not
from gongjian.core.people.tests.acts import NOW, trail_of
from gongjian.core.refusal import Refused
from tests.cast import Cast, give, join, make_person
from tests.items import make_item

pytestmark = pytest.mark.django_db
WHY = "她说菜单里少了一项"


def begin(cast: Cast) -> Client:
    client = cast.client_for(cast.administrator)
    answer = client.post(f"/desk/people/{cast.stranger.pk}/see-as/", {"reason": WHY})
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_the_view_is_in_the_trail_from_begin_to_end(cast: Cast) -> None:
    seeing = see_as(cast.administrator, person=cast.stranger, reason=WHY, now=NOW)
    stop_seeing_as(seeing, now=NOW + dt.timedelta(minutes=3))
    stop_seeing_as(seeing, now=NOW + dt.timedelta(minutes=9))
    (begun,), (ended,) = trail_of("people.see_as"), trail_of("people.stop_seeing_as")
    assert (begun.actor, begun.label, begun.reason) == (cast.administrator, cast.stranger.name, WHY)
    assert ended.at == NOW + dt.timedelta(minutes=3)


@pytest.mark.parametrize("reason", ["", "  ", "看看", "长" * 201])
def test_a_reason_is_needed(cast: Cast, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        see_as(cast.administrator, person=cast.stranger, reason=reason, now=NOW)
    assert refused.value.field == "reason"


def readers() -> list[str]:
    """Roles that open somebody's matters, as the manifests declare them."""
    reading = {role for name in reading_permissions() for role in permissions()[name].roles}
    return sorted(reading - {Role.ADMINISTRATOR, Role.RESIDENT})


def test_never_as_one_who_may_read_what_she_may_not(cast: Cast) -> None:
    assert "auditor" in readers()
    for role in readers():
        person = make_person(role, username=f"only-{role}", office=cast.office)
        give(person, role=role, area=cast.grid)
        assert why_not(cast.administrator, person=person, now=NOW), role
        with pytest.raises(Refused):
            see_as(cast.administrator, person=person, reason=WHY, now=NOW)
    assert not SeeAs.objects.exists()


def test_never_as_one_whose_unit_handles_what_she_may_not_read(cast: Cast) -> None:
    join(cast.stranger, unit=cast.city_unit)
    assert not why_not(cast.administrator, person=cast.stranger, now=NOW)
    make_item(cast, unit=cast.city_unit)
    assert why_not(cast.administrator, person=cast.stranger, now=NOW)


def test_one_who_may_read_the_same_herself_may_be_seen_as(cast: Cast) -> None:
    assert why_not(cast.administrator, person=cast.second_clerk, now=NOW)
    for role in Role:
        if role not in (Role.ADMINISTRATOR, Role.RESIDENT):
            give(cast.administrator, role=role, area=cast.office)
    join(cast.administrator, unit=cast.second_committee)
    assert not why_not(cast.administrator, person=cast.second_clerk, now=NOW)


def test_never_as_herself_a_disabled_person_or_somebody_elsewhere(cast: Cast) -> None:
    elsewhere = make_person("外", username="elsewhere", office=cast.twin_office)
    give(cast.stranger, role=Role.RESIDENT, area=cast.twin_community)
    for person in (cast.administrator, elsewhere, cast.stranger):
        assert why_not(cast.administrator, person=person, now=NOW), person
    cast.resident.is_active = False
    assert why_not(cast.administrator, person=cast.resident, now=NOW)
    assert why_not(cast.dispatcher, person=cast.second_clerk, now=NOW)


def test_pages_are_those_of_the_person_under_a_banner(cast: Cast) -> None:
    client = begin(cast)
    answer = client.get("/desk/people/may/")
    assert cast.stranger.name in answer.content.decode()
    assert "/account/stop-seeing/" in answer.content.decode()
    assert answer.wsgi_request.access.person_id == cast.stranger.pk
    assert answer.wsgi_request.user == cast.administrator
    assert client.get("/desk/people/").status_code == 403


def test_nothing_can_be_changed_meanwhile(cast: Cast) -> None:
    client = begin(cast)
    for address in (
        "/account/language/",
        "/account/password/",
        "/desk/people/add/",
        "/account/sessions/end-all/",
    ):
        answer = client.post(address, {"language": "en"})
        assert answer.status_code == 403, address
        assert cast.stranger.name in answer.content.decode()
    cast.administrator.refresh_from_db()
    assert cast.administrator.language == ""
    answer = client.post("/api/v1/items/1/moves/", {}, content_type="application/json")
    assert answer.status_code == 403
    assert cast.stranger.name in answer.json()["reason"]


def test_the_stop_button_gives_her_own_pages_back(cast: Cast) -> None:
    client = begin(cast)
    assert client.post("/account/stop-seeing/").status_code == 302
    answer = client.get("/desk/people/")
    assert answer.status_code == 200
    assert "/account/stop-seeing/" not in answer.content.decode()
    assert len(trail_of("people.stop_seeing_as")) == 1


def test_it_is_over_after_half_an_hour_and_the_late_form_does_nothing(cast: Cast) -> None:
    client = begin(cast)
    SeeAs.objects.update(started_at=timezone.now() - LONGEST)
    answer = client.post("/account/language/", {"language": "en"})
    assert answer.status_code == 302
    cast.administrator.refresh_from_db()
    assert cast.administrator.language == ""
    assert client.get("/desk/people/").status_code == 200
    assert SeeAs.objects.get().ended_at is not None


def test_it_ends_when_the_person_may_meanwhile_read_more(cast: Cast) -> None:
    client = begin(cast)
    give_role(cast.stranger, role=Role.AUDITOR, area=cast.office, now=timezone.now())
    assert client.get("/desk/people/may/").status_code == 302
    assert "/account/stop-seeing/" not in client.get("/desk/people/may/").content.decode()


def test_signing_out_ends_it(cast: Cast) -> None:
    client = begin(cast)
    client.post("/account/sign-out/")
    assert SeeAs.objects.get().ended_at is not None


def test_a_forgotten_view_is_closed_by_the_clock(cast: Cast) -> None:
    seeing = see_as(cast.administrator, person=cast.stranger, reason=WHY, now=NOW)
    assert end_overdue_views(NOW + LONGEST / 2) == 0
    assert end_overdue_views(NOW + LONGEST * 3) == 1
    seeing.refresh_from_db()
    assert seeing.ended_at == NOW + LONGEST


def test_a_second_view_ends_the_first(cast: Cast) -> None:
    see_as(cast.administrator, person=cast.stranger, reason=WHY, now=NOW)
    see_as(cast.administrator, person=cast.resident, reason=WHY, now=NOW)
    assert SeeAs.objects.filter(ended_at__isnull=True).count() == 1


def test_administering_opens_no_matter_by_itself(cast: Cast) -> None:
    opening = [name for name in reading_permissions() if not name.startswith("trail.")]
    assert not [name for name in opening if Role.ADMINISTRATOR in permissions()[name].roles]
