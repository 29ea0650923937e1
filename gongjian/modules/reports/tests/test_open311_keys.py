"""The dispatcher issues and revokes keys on the page of connections."""

import re

import pytest

from gongjian.core.trail.models import TrailRow
from gongjian.lib.bearer import digest_of
from gongjian.modules.reports.models import Open311Key
from gongjian.modules.reports.tests.open311 import City, city_of

pytestmark = pytest.mark.django_db
PAGE = "/desk/reports/open311/"


@pytest.fixture
def city(cast, limits) -> City:
    return city_of(cast)


def test_a_key_is_shown_once_however_often_the_button_is_pressed(city, cast):
    client = cast.client_for(cast.dispatcher)
    given = {"once": "k1", "name": "网格通", "owner": "科技公司 赵工", "hourly": "50"}
    shown = client.post(f"{PAGE}keys/issue/", given)
    text = re.search(r"gj311_[\w-]+", shown.content.decode())[0]
    assert shown["Cache-Control"] == "no-store"
    assert Open311Key.objects.get(name="网格通").digest == digest_of(text)
    again = client.post(f"{PAGE}keys/issue/", given, follow=True)
    assert text not in again.content.decode() and Open311Key.objects.count() == 2
    row = TrailRow.objects.get(action="reports.issue_key", label="网格通")
    assert row.actor == cast.dispatcher and text not in str(row.changes)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"owner": " "}, {"hourly": "0"}, {"expires_on": "2020-01-01"}, {"hourly": "many"}]
)
def test_what_is_wrong_stays_in_the_form_with_its_reason(city, cast, wrong):
    given = {"name": "网格通", "owner": "科技公司", "hourly": "50"} | wrong
    answer = cast.client_for(cast.dispatcher).post(f"{PAGE}keys/issue/", given)
    assert answer.status_code == 422 and Open311Key.objects.count() == 1


def test_a_revoked_key_stays_in_the_list(city, cast):
    client = cast.client_for(cast.dispatcher)
    path = f"{PAGE}keys/{city.key.uid}/revoke/"
    assert client.get(path).status_code == 200
    assert "已吊销" in client.post(path, {"once": "r1"}, follow=True).content.decode()
    assert city.post().status_code == 403


def test_nobody_else_comes_to_the_keys(city, cast):
    for person in (cast.checker, cast.administrator, cast.clerk):
        assert cast.client_for(person).get(PAGE).status_code == 403
    outsider = cast.client_for(cast.outsider)
    assert "城市通" not in outsider.get(PAGE).content.decode()
    assert outsider.post(f"{PAGE}keys/{city.key.uid}/revoke/").status_code == 404
