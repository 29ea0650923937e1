"""Accounts are added, disabled and given a first password by administrators, within their own areas."""

import pytest
from django.utils import timezone

from gongjian.core.people.actions import add_person, disable_person, enable_person, reset_password
from gongjian.core.people.models import Person, SignInSession
from gongjian.core.people.tests.acts import NOW, at_once, trail_of
from gongjian.core.refusal import Refused
from tests.cast import Cast, give

pytestmark = pytest.mark.django_db
GOOD = "河边-lantern-2026"


def test_a_new_account_has_no_role_and_must_choose_its_own_password(cast: Cast) -> None:
    added = add_person(
        " ＬｉＷｅｉ ", name=" 李  伟 ", office=cast.office, password=GOOD, actor=cast.administrator, now=NOW
    )
    assert (added.username, added.name, added.password_given) == ("liwei", "李 伟", True)
    assert added.check_password(GOOD)
    assert not added.holdings.exists()
    (row,) = trail_of("people.add_person")
    assert (row.actor, row.office, row.label) == (cast.administrator, cast.office, "李 伟")
    assert GOOD not in str(row.changes)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "a b"}, "username"),
        ({"username": "李伟"}, "username"),
        ({"username": "x"}, "username"),
        ({"username": "clerk"}, "username"),
        ({"name": "  "}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"password": "short"}, "password"),
        ({"password": "1234567890"}, "password"),
    ],
)
def test_bad_input_is_refused_naming_the_field_and_leaves_nothing(
    cast: Cast, change: dict[str, str], field: str
) -> None:
    before = Person.objects.count()
    given = {"username": "liwei", "name": "李伟", "password": GOOD} | change
    with pytest.raises(Refused) as refused:
        add_person(given.pop("username"), **given, office=cast.office, actor=cast.administrator, now=NOW)
    assert refused.value.field == field
    assert str(refused.value.reason)
    assert Person.objects.count() == before
    assert not trail_of("people.add_person")


def test_an_administrator_adds_nobody_to_another_office(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        add_person(
            "liwei", name="李伟", office=cast.twin_office, password=GOOD, actor=cast.administrator, now=NOW
        )
    assert refused.value.field == "office"


def test_a_dispatcher_adds_nobody(cast: Cast) -> None:
    with pytest.raises(Refused):
        add_person("liwei", name="李伟", office=cast.office, password=GOOD, actor=cast.dispatcher, now=NOW)


def test_a_disabled_person_is_out_at_once(cast: Cast) -> None:
    client = cast.client_for(cast.clerk)
    assert client.get("/account/").status_code == 200
    disable_person(cast.clerk, reason="调离", actor=cast.administrator, now=timezone.now())
    assert not SignInSession.objects.filter(person=cast.clerk).exists()
    assert client.get("/account/").status_code == 302
    (row,) = trail_of("people.disable_person")
    assert row.reason == "调离"


def test_a_disabled_person_is_out_even_if_the_session_row_was_written_after(cast: Cast) -> None:
    client = cast.client_for(cast.clerk)
    Person.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    assert client.get("/account/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_disabling_needs_a_reason_another_person_and_an_active_account(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        disable_person(cast.clerk, reason=" ", actor=cast.administrator, now=NOW)
    assert refused.value.field == "reason"
    with pytest.raises(Refused):
        disable_person(cast.administrator, reason="试", actor=cast.administrator, now=NOW)
    disable_person(cast.clerk, reason="调离", actor=cast.administrator, now=NOW)
    with pytest.raises(Refused):
        disable_person(cast.clerk, reason="再来", actor=cast.administrator, now=NOW)
    assert enable_person(cast.clerk, reason="回来了", actor=cast.administrator, now=NOW).is_active
    with pytest.raises(Refused):
        enable_person(cast.clerk, reason="再来", actor=cast.administrator, now=NOW)


def test_nobody_disables_people_of_another_office(cast: Cast) -> None:
    with pytest.raises(Refused):
        disable_person(cast.twin.clerk, reason="试", actor=cast.administrator, now=NOW)
    assert Person.objects.get(pk=cast.twin.clerk.pk).is_active


def test_who_holds_roles_in_two_offices_is_managed_where_she_works(cast: Cast) -> None:
    give(cast.clerk, role="checker", area=cast.twin_office)
    with pytest.raises(Refused):
        disable_person(cast.clerk, reason="试", actor=cast.twin.administrator, now=NOW)
    disable_person(cast.clerk, reason="调离", actor=cast.administrator, now=NOW)


def test_the_last_administrator_cannot_be_disabled(cast: Cast) -> None:
    above = Person.objects.create(username="district", name="区管", office=cast.office)
    held = give(above, role="administrator", area=cast.office)
    held.delete()
    with pytest.raises(Refused) as refused:
        disable_person(cast.administrator, reason="调离", now=NOW)
    assert refused.value.code == "last_administrator"
    give(above, role="administrator", area=cast.district)
    assert not disable_person(cast.administrator, reason="调离", actor=above, now=NOW).is_active


def test_a_first_password_ends_all_sessions_and_must_be_changed_before_anything_else(cast: Cast) -> None:
    old = cast.client_for(cast.clerk)
    old.get("/account/")
    reset_password(cast.clerk, password=GOOD, reason="忘了密码", actor=cast.administrator, now=NOW)
    assert old.get("/account/").status_code == 302
    client = cast.client_for(None)
    assert client.post("/account/sign-in/", {"username": "clerk", "password": GOOD}).status_code == 302
    answer = client.get("/desk/people/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/password/")
    new = {"old": GOOD, "new": "another-河边-2027", "again": "another-河边-2027"}
    assert client.post("/account/password/", new).status_code == 302
    assert client.get("/desk/people/").status_code == 200


def test_nobody_resets_her_own_password_this_way(cast: Cast) -> None:
    with pytest.raises(Refused):
        reset_password(cast.administrator, password=GOOD, reason="试", actor=cast.administrator, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_disable_each_other_at_the_same_moment(cast: Cast) -> None:
    give(cast.stranger, role="administrator", area=cast.office)
    pairs = [(cast.administrator, cast.stranger), (cast.stranger, cast.administrator)]

    def disable_each_other() -> None:
        person, actor = pairs.pop()
        disable_person(person, reason="互相停用", actor=actor, now=NOW)

    assert at_once(disable_each_other, times=2) == 1
    assert (
        Person.objects.filter(pk__in=[cast.administrator.pk, cast.stranger.pk], is_active=True).count() == 1
    )
