"""What a person may do comes from the roles she holds today, for the areas she holds them."""

import datetime as dt

import pytest

from gongjian.core.people.access import access_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 5)


def test_a_clerk_holds_her_community_and_no_other(cast: Cast) -> None:
    access = access_of(cast.clerk, today=TODAY)
    assert access.paths_by_role == {"community_clerk": (cast.community.path,)}
    assert access.unit_ids == {cast.committee.pk}
    assert cast.grid.path.startswith(cast.community.path)
    assert not cast.second_grid.path.startswith(cast.community.path)


def test_a_disabled_person_may_do_nothing(cast: Cast) -> None:
    cast.clerk.is_active = False
    assert access_of(cast.clerk, today=TODAY).paths_by_role == {}


def test_a_client_of_the_cast_is_signed_in(cast: Cast) -> None:
    client = cast.client_for(cast.dispatcher)
    assert client.session["_auth_user_id"] == str(cast.dispatcher.pk)
    assert "_auth_user_id" not in cast.client_for(None).session
