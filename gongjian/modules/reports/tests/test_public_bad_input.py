"""What people and programs send to the public page besides reports: each is taken as far as it makes sense, or refused in words."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongjian.core.areas.models import Area
from gongjian.core.privacy.sealing import unseal
from gongjian.lib.coordinates import gcj_of_wgs, metres
from gongjian.modules.reports.models import Draft, Report
from gongjian.modules.reports.tests.conftest import Office
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOME = (34.79, 113.67)
LAT, LON = (re.compile(rf'name="{name}" value="([^"]*)"') for name in ("lat", "lon"))


@pytest.mark.parametrize("text", ["", "   \n\t ", "路", "？？？！！！", "😀" * 300, "\u200b\u202e", "👨‍👩‍👧"])
def test_what_says_nothing_is_refused_in_words(client: Client, office: Office, text: str) -> None:
    page = client.post("/report/", {"text": text})
    assert page.status_code == 422 and "请写几句" in page.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("路灯", "路灯"),
        ("Фонарь не горит 灯不亮 the lamp مصباح", "Фонарь не горит 灯不亮 the lamp مصباح"),
        ("灯\u202e不亮\u200b了", "灯不亮了"),
        ("楼号\t单元\t问题\r\n3\t2\t漏水\r\n5\t1\t停电", "楼号 单元 问题\n3 2 漏水\n5 1 停电"),
        ("<script>alert(1)</script>灯", "<script>alert(1)</script>灯"),
        ("灯不亮😀", "灯不亮😀"),
    ],
)
def test_mixed_scripts_and_pasted_tables_come_in_readable(
    client: Client, cast: Cast, office: Office, text: str, kept: str
) -> None:
    where = client.post("/report/", {"text": text})["Location"]
    assert unseal(Draft.objects.get(), "text") == kept
    page = client.get(where).content.decode()
    assert "<script>alert" not in page
    reply = client.post(where, {"area": cast.community.pk, "place": "门口"})["Location"]
    assert client.post(reply, {"wants_reply": "no"}).status_code == 302
    report = Report.objects.select_related("item").get()
    assert report.body == kept and "\n" not in report.item.title and "\t" not in report.item.title


def test_a_hundred_kilobytes_are_refused_and_stay_in_the_form(client: Client, office: Office) -> None:
    page = client.post("/report/", {"text": "灯" * 33_000})
    assert (
        page.status_code == 422 and "5000" in page.content.decode() and "灯" * 33_000 in page.content.decode()
    )


def test_one_address_that_begins_again_and_again_is_told_to_wait(client: Client, office: Office) -> None:
    answers = [client.post("/report/", {"text": f"广告{number}"}).status_code for number in range(61)]
    assert answers == [302] * 60 + [422] and Draft.objects.count() == 60


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"\xff\xd8\xff" + b"0" * 100, b"GIF89a" + b"\x00" * 20, b"<svg/>"]
)
def test_a_picture_that_is_none_is_refused_and_the_words_stay(
    client: Client, office: Office, data: bytes
) -> None:
    page = client.post(
        "/report/", {"text": "路灯不亮", "pictures": SimpleUploadedFile("a.jpg", data, "image/jpeg")}
    )
    assert page.status_code == 422 and "路灯不亮" in page.content.decode()


@pytest.fixture
def where(client: Client, cast: Cast, office: Office) -> str:
    """The second step, in an office that knows where it lies: a square of some two kilometres."""
    (lat, lon), half = HOME, 0.01
    ring = [
        [lon - half, lat - half],
        [lon + half, lat - half],
        [lon + half, lat + half],
        [lon - half, lat + half],
        [lon - half, lat - half],
    ]
    outline = {"type": "Polygon", "coordinates": [ring]}
    Area.objects.filter(pk=cast.community.pk).update(lat=lat, lon=lon, outline=outline)
    Area.objects.filter(pk=cast.office.pk).update(lat=lat, lon=lon)
    return client.post("/report/", {"text": "路灯不亮"})["Location"]  # type: ignore[no-any-return]


def pinned(client: Client, cast: Cast, where: str, point: tuple[float, float], **more: str):  # type: ignore[no-untyped-def]
    given = {"area": cast.community.pk, "place": "门口", "lat": point[0], "lon": point[1]} | more
    return client.post(where, given)


def pin_of(page: str) -> tuple[float, float]:
    return float(LAT.search(page)[1]), float(LON.search(page)[1])  # type: ignore[index]


def test_a_pin_in_the_sea_is_taken_off_and_said_so(client: Client, cast: Cast, where: str) -> None:
    for point in ((0.0, 0.0), (30.0, 150.0), (-34.79, 113.67)):
        page = pinned(client, cast, where, point)
        assert page.status_code == 422 and "公里" in page.content.decode()
        assert LAT.search(page.content.decode()) is None or LAT.search(page.content.decode())[1] == ""  # type: ignore[index]
    assert client.post(where, {"area": cast.community.pk, "place": "门口"}).status_code == 302


def test_swapped_numbers_are_turned_round_for_the_resident_to_look(
    client: Client, cast: Cast, where: str
) -> None:
    page = pinned(client, cast, where, (HOME[1] - 30, HOME[0]))
    assert page.status_code == 422  # 83° north is nowhere near
    Area.objects.filter(pk=cast.office.pk).update(lat=34.79, lon=83.67)
    Area.objects.filter(pk=cast.community.pk).update(outline=None, lat=34.79, lon=83.67)
    page = pinned(client, cast, where, (83.67, 34.79))
    assert page.status_code == 422 and "填反" in page.content.decode()
    assert pin_of(page.content.decode()) == (34.79, 83.67)
    assert pinned(client, cast, where, (34.79, 83.67)).status_code == 302


def test_a_pin_of_a_shifted_map_is_offered_where_it_was_meant(client: Client, cast: Cast, where: str) -> None:
    meant = (HOME[0], HOME[1] + 0.0095)
    given = gcj_of_wgs(meant)
    page = pinned(client, cast, where, given)
    assert page.status_code == 422 and "偏移" in page.content.decode()
    assert metres(pin_of(page.content.decode()), meant) < 5
    assert 'name="moved" value="on"' in page.content.decode()
    assert (
        pinned(client, cast, where, given, moved="on").status_code == 302
    )  # she says that it is right as it is
    assert pinned(client, cast, where, meant).status_code == 302


@pytest.mark.parametrize("point", [("x", "y"), ("nan", "113"), ("inf", "1"), ("91", "181"), ("34.79", "")])
def test_half_a_pin_or_none_never_breaks_the_page(
    client: Client, cast: Cast, where: str, point: tuple[str, str]
) -> None:
    answer = pinned(client, cast, where, point)  # type: ignore[arg-type]
    assert answer.status_code in (302, 422)
    assert Draft.objects.get().lat is None
