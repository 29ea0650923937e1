"""A calendar program reads one person's deadlines by a secret address, until it is revoked."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from gongjian.core.feeds.actions import make_address
from gongjian.core.feeds.models import FeedAddress
from gongjian.core.people.actions import disable_person
from tests.cast import Cast
from tests.items import make_item

pytestmark = pytest.mark.django_db
PAGE = "/account/calendar/"


def made(client: Client) -> str:
    """The address as the page shows it, once."""
    page = client.post(PAGE)
    assert page.headers["Cache-Control"] == "no-store"
    [url] = re.findall(r'value="http://testserver([^"]+deadlines.ics)"', page.content.decode())
    return str(url)


def mine(cast: Cast, **more: object) -> object:
    due = timezone.now() + dt.timedelta(days=2)
    facts = {
        "handler": cast.head,
        "unit": cast.city_unit,
        "state": "handling",
        "phase": "handling",
        "due_at": due,
    }
    return make_item(cast, title="王建国家的水管爆了", **(facts | more))  # type: ignore[arg-type]


def test_my_deadlines_stand_in_my_calendar_without_words_of_residents(cast: Cast) -> None:
    item = mine(cast)
    mine(cast, handler=cast.clerk, unit=cast.community_unit)
    mine(cast, due_at=timezone.now() + dt.timedelta(days=200))
    url = made(cast.client_for(cast.head))
    page = Client().get(url)
    assert page.headers["Content-Type"].startswith("text/calendar")
    assert "private" in page.headers["Cache-Control"]
    [event] = Calendar.from_ical(page.content).walk("VEVENT")
    assert event["DTSTART"].dt == item.due_at.replace(microsecond=0)  # type: ignore[attr-defined]
    assert item.number in str(event["SUMMARY"])  # type: ignore[attr-defined]
    assert str(event["URL"]).endswith(f"/desk/items/{item.pk}/")  # type: ignore[attr-defined]
    assert "王建国" not in page.content.decode()


def test_a_program_that_has_it_gets_nothing_again(cast: Cast) -> None:
    mine(cast)
    url = made(cast.client_for(cast.head))
    tag = Client().get(url).headers["ETag"]
    again = Client().get(url, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    mine(cast)
    assert Client().get(url, headers={"if-none-match": tag}).status_code == 200


def test_another_address_ends_the_one_before_and_a_revoked_one_opens_nothing(cast: Cast) -> None:
    client = cast.client_for(cast.head)
    first, second = made(client), made(client)
    assert [Client().get(url).status_code for url in (first, second)] == [404, 200]
    assert second not in client.get(PAGE).content.decode(), "shown once"
    for _twice in range(2):
        client.post(f"{PAGE}revoke/", {"once": "r"})
    assert Client().get(second).status_code == 404
    assert FeedAddress.objects.filter(revoked_at__isnull=True).count() == 0


def test_pressing_twice_makes_one_address(cast: Cast) -> None:
    client = cast.client_for(cast.head)
    for _twice in range(2):
        page = client.post(PAGE, {"once": "k"}, follow=True)
    assert FeedAddress.objects.count() == 1 and "密文不再显示" in page.content.decode()


def test_a_disabled_account_has_no_calendar(cast: Cast) -> None:
    url = made(cast.client_for(cast.head))
    disable_person(cast.head, actor=cast.administrator, now=timezone.now(), reason="离职")
    assert Client().get(url).status_code == 404


@pytest.mark.parametrize("secret", ["x", "x" * 500, "..%2F", "%00", "中文"])
def test_an_unknown_address_is_not_there(cast: Cast, secret: str) -> None:
    assert Client().get(f"{PAGE}{secret}/deadlines.ics").status_code == 404


def test_the_database_holds_no_address_that_opens(cast: Cast) -> None:
    _row, secret = make_address(cast.head, now=timezone.now())
    assert secret not in str(list(FeedAddress.objects.values()))


def test_reading_costs_the_same_with_one_and_with_many(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    mine(cast)
    url = made(cast.client_for(cast.head))
    for _number in range(30):
        mine(cast)
    Client().get(url)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        Client().get(url)
