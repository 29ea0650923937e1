"""What every page asks before its own work begins."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.written import written_anew

pytestmark = pytest.mark.django_db


def test_session_person_and_frame_are_asked_in_three_questions_that_are_written_once(
    cast: Cast, django_assert_num_queries
) -> None:
    client = Client()
    client.force_login(cast.clerk)
    client.get("/no-such-page/")
    with written_anew() as anew, django_assert_num_queries(3):
        assert client.get("/no-such-page/").status_code == 404
    assert anew == []
