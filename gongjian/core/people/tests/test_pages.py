"""The pages about people: who opens them, what they show, and that refusals keep what was typed."""

import uuid

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from gongjian.core.manifest import manifests, permissions
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.roles import Role
from gongjian.core.people.tests.acts import trail_of
from tests.cast import Cast, give, make_person

pytestmark = pytest.mark.django_db
ADD = {"name": "李伟", "username": "liwei", "password": "河边-lantern-2026"}


def test_staff_see_the_people_of_their_area_and_nobody_elses(cast: Cast) -> None:
    text = cast.client_for(cast.secretary).get("/desk/people/").content.decode()
    assert cast.clerk.name in text
    assert cast.outsider.name not in text
    assert cast.client_for(cast.outsider).get(f"/desk/people/{cast.clerk.pk}/").status_code == 404


def test_people_are_found_by_name(cast: Cast) -> None:
    client = cast.client_for(cast.secretary)
    text = client.get("/desk/people/", {"q": "乔文"}).content.decode()
    assert "乔文" in text
    assert "乔武" not in text
    assert "乔武" in client.get("/desk/people/", {"role": "community_clerk"}).content.decode()


def test_residents_and_partners_do_not_browse_people(cast: Cast) -> None:
    for person in (cast.resident, cast.partner_contact, cast.stranger):
        assert cast.client_for(person).get("/desk/people/").status_code == 403


def test_the_list_costs_the_same_however_many_people(
    cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    client = cast.client_for(cast.secretary)
    client.get("/desk/people/")
    for number in range(60):
        give(
            make_person(f"员{number}", username=f"staff{number}", office=cast.office),
            role="checker",
            area=cast.office,
        )
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        answer = client.get("/desk/people/")
    assert answer.context["ledger"].page.next


@pytest.mark.parametrize("page", ["", "role/", "password/", "leave/", "disable/", "see-as/"])
def test_an_administrator_opens_every_page_of_her_people(cast: Cast, page: str) -> None:
    client = cast.client_for(cast.administrator)
    assert client.get(f"/desk/people/{cast.clerk.pk}/{page}").status_code == 200
    assert client.get(f"/desk/people/{cast.twin.clerk.pk}/{page}").status_code == 404


@pytest.mark.parametrize(
    "page", ["role/", "password/", "leave/", "leave/end/", "disable/", "enable/", "see-as/"]
)
def test_others_open_none_of_the_administrators_pages(cast: Cast, page: str) -> None:
    for person in (cast.secretary, cast.head, cast.auditor, cast.resident):
        answer = cast.client_for(person).post(f"/desk/people/{cast.clerk.pk}/{page}", {"reason": "试一试看"})
        assert answer.status_code == 403
    assert Person.objects.get(pk=cast.clerk.pk).is_active


def test_nobody_sees_the_account_pages_without_signing_in(cast: Cast) -> None:
    for page in ("", "sessions/", "password/", "leave/", "language/"):
        answer = cast.client_for(None).get(f"/account/{page}")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/sign-in/?next=/account/")


@pytest.mark.parametrize("page", ["", "sessions/", "password/", "leave/", "language/"])
def test_everybody_opens_her_own_account(cast: Cast, page: str) -> None:
    for person in (cast.clerk, cast.stranger, cast.resident, cast.administrator):
        assert cast.client_for(person).get(f"/account/{page}").status_code == 200


def test_a_person_is_added_once_however_often_the_form_is_sent(cast: Cast) -> None:
    client = cast.client_for(cast.administrator)
    given = ADD | {"office": cast.office.pk, "once": str(uuid.uuid4())}
    first, second = (client.post("/desk/people/add/", given) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Person.objects.filter(username="liwei").count() == 1


def test_what_was_typed_stays_when_the_name_is_taken(cast: Cast) -> None:
    client = cast.client_for(cast.administrator)
    answer = client.post("/desk/people/add/", ADD | {"username": "clerk", "office": cast.office.pk})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="李伟"' in text
    assert "已被使用" in text


def test_offices_elsewhere_cannot_be_chosen(cast: Cast) -> None:
    client = cast.client_for(cast.administrator)
    answer = client.post("/desk/people/add/", ADD | {"office": cast.twin_office.pk})
    assert answer.status_code == 422
    assert "office" in answer.context["form"].errors


def test_a_role_is_given_and_ended_on_the_pages(cast: Cast) -> None:
    client = cast.client_for(cast.administrator)
    page = f"/desk/people/{cast.stranger.pk}/role/"
    since = client.get(page).context["form"]["since"].value()
    given = {"role": "checker", "area": cast.community.pk, "since": str(since)}
    assert client.post(page, given).status_code == 302
    held = Holding.objects.get(person=cast.stranger)
    end = f"/desk/people/roles/{held.pk}/end/"
    assert cast.client_for(cast.twin.administrator).get(end).status_code == 404
    assert client.post(end, {"until": str(since), "reason": "试用结束"}).status_code == 302
    assert trail_of("people.end_role")
    assert client.post(page, given | {"area": cast.twin_community.pk}).status_code == 422


def test_leave_is_set_by_the_person_and_the_refusal_is_said(cast: Cast) -> None:
    client = cast.client_for(cast.clerk)
    first = client.get("/account/leave/").context["form"]["away_from"].value()
    given = {"stand_in": cast.second_clerk.pk, "away_from": str(first), "away_until": str(first)}
    assert client.post("/account/leave/", given).status_code == 302
    assert cast.second_clerk.name in client.get("/account/").content.decode()
    assert client.post("/account/leave/", given | {"stand_in": cast.auditor.pk}).status_code == 422
    assert client.post("/account/leave/", given | {"away_until": "2001-01-01"}).status_code == 422
    assert client.post("/account/leave/end/").status_code == 302
    cast.clerk.refresh_from_db()
    assert cast.clerk.away_from is None


def test_who_may_do_what_is_one_table_of_every_permission(cast: Cast) -> None:
    answer = cast.client_for(cast.stranger).get("/desk/people/may/")
    text = answer.content.decode()
    for role in Role:
        assert str(role.label) in text
    lines = {line.name: line for part in answer.context["parts"] for line in part.lines}
    assert set(lines) == set(permissions())
    for name, permission in permissions().items():
        granted = {role for role, (_label, yes) in zip(Role, lines[name].granted, strict=True) if yes}
        assert granted == set(permission.roles), name


def test_every_declared_role_exists() -> None:
    known = set(Role.values)
    for module in manifests():
        for permission in module.permissions:
            assert set(permission.roles) <= known, permission.name


def test_programs_are_refused_in_words_before_a_given_password_is_changed(cast: Cast) -> None:
    Person.objects.filter(pk=cast.clerk.pk).update(password_given=True)
    answer = cast.client_for(cast.clerk).get("/api/v1/items/inbox/")
    assert answer.status_code == 403
    assert answer.json()["reason"]


def test_the_description_of_the_programs_interface_opens(cast: Cast) -> None:
    assert cast.client_for(cast.clerk).get("/api/v1/openapi.json").status_code == 200


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_says_not_who_may_call_it_is_refused(cast: Cast) -> None:
    assert cast.client_for(cast.secretary).get("/silent/").status_code == 403


def silent(request: HttpRequest) -> HttpResponse:
    """A view without a policy."""
    return HttpResponse("never")


urlpatterns = [path("silent/", silent), path("", include("gongjian.config.urls"))]
