import datetime as dt
from typing import Any

from gongjian.core.notices.models import Preference
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast

from .conftest import Catcher, confirmed

URL = "/desk/notices/settings/"
GIVEN = {
    "way_hands": "now", "way_time": "digest", "way_asked": "none", "way_told": "none", "quiet": "on",
    "quiet_from": "21:30", "quiet_until": "06:30", "quiet_for_urgent": "on", "daily": "on", "digest_hour": "7",
}  # fmt: skip


def test_everybody_chooses_for_herself(cast: Cast) -> None:
    client = cast.client_for(cast.clerk)
    assert not Preference.objects.exists()
    assert client.get(URL).status_code == 200
    assert not Preference.objects.exists(), "looking keeps nothing"
    for _press in range(2):
        assert client.post(URL, GIVEN | {"once": "a"}).status_code == 302
    wish = Preference.objects.get()
    assert wish.person == cast.clerk and wish.ways["hands"] == "now" and not wish.weekly
    assert (wish.quiet_from, wish.quiet_until, wish.digest_hour) == (dt.time(21, 30), dt.time(6, 30), 7)
    assert TrailRow.objects.filter(action="notices.set_choices").count() == 1


def test_what_cannot_be_is_refused_at_its_field(cast: Cast) -> None:
    client = cast.client_for(cast.clerk)
    for name, value in (("way_hands", "pigeon"), ("quiet_from", "25:00"), ("digest_hour", "24")):
        answer = client.post(URL, GIVEN | {name: value})
        assert answer.status_code == 422 and name in answer.context["form"].errors


def test_she_enters_removes_and_is_told_when_there_is_no_mail(
    cast: Cast, catcher: Catcher, settings: Any
) -> None:
    client = cast.client_for(cast.clerk)
    client.post(f"{URL}address/", {"address": "clerk@office.example", "once": "a"})
    assert "还没有确认" in client.get(URL).content.decode()
    confirmed(cast.clerk, "clerk@office.example")
    assert "已确认" in client.get(URL).content.decode()
    client.post(f"{URL}address/remove/", {"once": "b"})
    assert Preference.objects.get().address_sealed is None
    assert client.post(f"{URL}address/", {"address": "odd"}).status_code == 422
    settings.EMAIL_HOST = ""
    assert "还没有开通邮件" in client.get(URL).content.decode()


def test_everybody_is_asked_about_the_week(cast: Cast) -> None:
    for person in (cast.head, cast.clerk):
        assert "每周一给我发一周小结" in cast.client_for(person).get(URL).content.decode()
