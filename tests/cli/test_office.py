"""An office is opened at the console, once, with a first administrator who chooses her own password."""

from collections.abc import Iterator

import pytest
from django.utils import timezone, translation

from gongjian.cli.command import MISUSED, REFUSED, run
from gongjian.core.areas.models import Area, OfficialCode
from gongjian.core.people.access import access_of
from gongjian.core.people.actions import add_person, give_role
from gongjian.core.people.models import Person
from gongjian.core.trail.models import TrailRow
from tests.cast import make_area

CODES = {"city": "4101", "district": "410105", "subdistrict": "410105008", "community": "410105008001"}


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def street(db: None) -> Area:
    """A subdistrict that nobody has opened, by its official code, with what lies above and below it."""
    city = make_area("郑州市", level="city")
    district = make_area("金水区", level="district", parent=city)
    street = make_area("文化路街道", level="subdistrict", parent=district)
    community = make_area("农大社区", level="community", parent=street)
    Area.objects.filter(pk=street.pk).update(is_office=False)
    for area in (city, district, street, community):
        OfficialCode.objects.create(
            area=area, code=CODES[area.level], name=area.name, since="2023-01-01", source="test"
        )
    return street


def opened(*more: str, code: str = CODES["subdistrict"], username: str = "lixin") -> int:
    return run(["office", code, "--administrator", username, *more])


def test_the_first_administrator_signs_in_with_the_password_shown_and_must_change_it(
    street: Area, capsys: pytest.CaptureFixture[str], client
) -> None:
    assert opened("--person-name", "李新") == 0
    told = capsys.readouterr().out
    password = next(line for line in told.splitlines() if line.startswith("Password: ")).split()[1]
    person = Person.objects.get(username="lixin")
    assert (person.name, person.office, person.password_given) == ("李新", street, True)
    assert access_of(person).may("people.manage", street.path)
    assert Area.objects.offices().get() == street
    assert person.check_password(password) and password not in TrailRow.objects.values_list(
        "changes", flat=True
    )
    client.post("/account/sign-in/", {"username": "lixin", "password": password})
    assert client.get("/desk/").headers["Location"].startswith("/account/password/")


def test_everything_that_was_done_stands_in_the_trail(street: Area) -> None:
    assert opened("--name", "文化路街道办事处") == 0
    street.refresh_from_db()
    assert street.name == "文化路街道办事处"
    acts = list(TrailRow.objects.order_by("pk").values_list("action", flat=True))
    assert acts == ["areas.open_office", "areas.rename", "people.add_person", "people.give_role"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("999999999", "999999999"),
        ("410105", "no subdistrict"),
        ("410105008001", "no subdistrict"),
        ("", "No area"),
    ],
)
def test_a_code_that_is_no_subdistrict_is_refused_in_words(
    street: Area, code: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert opened(code=code) == REFUSED
    assert words in capsys.readouterr().err
    assert not Person.objects.exists() and not Area.objects.offices().exists()


def test_an_office_that_has_an_administrator_is_not_opened_again(
    street: Area, capsys: pytest.CaptureFixture[str]
) -> None:
    assert opened() == 0
    assert opened(username="wang") == REFUSED
    assert "lixin" in capsys.readouterr().err
    assert Person.objects.count() == 1


def test_an_administrator_of_the_whole_city_does_not_stand_in_the_way(street: Area) -> None:
    now = timezone.now()
    city = Area.objects.get(level="city")
    above = add_person("shi", name="市管理员", office=city, password="long enough for all", now=now)
    give_role(above, role="administrator", area=city, now=now)
    assert opened() == 0
    assert Person.objects.get(username="lixin").office == street


@pytest.mark.parametrize("username", ["l i", "x", "李新"])
def test_a_sign_in_name_that_cannot_be_leaves_nothing_half_done(street: Area, username: str) -> None:
    assert opened(username=username) == REFUSED
    assert not Area.objects.offices().exists() and not TrailRow.objects.exists()


def test_without_an_administrator_the_command_is_not_understood(
    street: Area, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["office", CODES["subdistrict"]]) == MISUSED
    assert "--administrator" in capsys.readouterr().err
