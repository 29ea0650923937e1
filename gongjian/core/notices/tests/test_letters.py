import datetime as dt
import random
import re
import smtplib
from typing import Any

import pytest
from django.utils import timezone

from gongjian.core.notices import calling, sending
from gongjian.core.notices.actions import mark_all_read, notify
from gongjian.core.notices.addresses import forget_addresses, set_address
from gongjian.core.notices.choosing import set_choices
from gongjian.core.notices.doctor import check_notices
from gongjian.core.notices.mail import Postman
from gongjian.core.notices.models import Delivery, Notice, Preference
from gongjian.core.notices.sending import LEASE, send_due, take_letter
from gongjian.core.notices.tidying import tidy
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast
from tests.items import make_item

from .conftest import Catcher, confirmed

NOON = dt.datetime(2026, 3, 5, 4, 0, tzinfo=dt.UTC)  # 12:00 in the office
NIGHT = dt.datetime(2026, 3, 5, 15, 0, tzinfo=dt.UTC)  # 23:00
MORNING = dt.datetime(2026, 3, 5, 23, 0, tzinfo=dt.UTC)  # 07:00 of the next day
TITLE = "王建国家的水管爆了"


def tell(
    person: object, cause: str = "c1", *, now: dt.datetime = NOON, kind: str = "late", **more: Any
) -> None:
    notify(person, kind=kind, cause=cause, now=now, **more)  # type: ignore[arg-type]


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_an_address_counts_only_after_its_letter_was_opened(cast: Cast, catcher: Catcher) -> None:
    set_address(cast.head, address="head@office.example", now=NOON)
    tell(cast.head)
    send_due(NOON)
    [letter] = catcher.letters
    assert catcher.to == ["head@office.example"] and "确认" in letter["Subject"]
    link = re.search(r"https://gongjian\.example(/\S+)", letter.get_content())
    assert link is not None
    client = cast.client_for(None)
    assert "确认" in client.get(link[1]).content.decode()
    assert Preference.objects.get().confirmed_at is None, "looking at the page confirms nothing"
    assert client.post(link[1]).status_code == 200
    tell(cast.head, "c2")
    send_due(NOON)
    assert len(catcher.letters) == 2


def test_a_link_that_was_changed_or_is_of_an_earlier_address_confirms_nothing(
    cast: Cast, catcher: Catcher
) -> None:
    from gongjian.core.notices.addresses import token_of

    old = token_of(set_address(cast.head, address="old@office.example", now=NOON))
    set_address(cast.head, address="new@office.example", now=NOON)
    client = cast.client_for(None)
    for token in (old, old[:-1] + "x", "canary"):
        assert client.post(f"/desk/notices/confirm/{token}/").status_code == 422
    assert Preference.objects.get().confirmed_at is None


def test_the_address_is_sealed_and_stands_nowhere_else(cast: Cast, catcher: Catcher) -> None:
    confirmed(cast.head, "head.secret@office.example")
    assert b"head.secret" not in bytes(Preference.objects.get().address_sealed or b"")
    assert "head.secret" not in str(list(TrailRow.objects.values("changes", "label")))
    page = cast.client_for(cast.head).get("/desk/notices/settings/").content.decode()
    assert "h***@office.example" in page and "head.secret" not in page


@pytest.mark.parametrize("odd", ["", "x", "a@b", "a@b.cn\nBcc: c@d.cn", "a b@c.cn", "x" * 300 + "@c.cn"])
def test_what_is_no_address_is_refused(cast: Cast, catcher: Catcher, odd: str) -> None:
    with pytest.raises(Refused):
        set_address(cast.head, address=odd, now=NOON)


def test_nobody_floods_somebody_elses_mailbox(cast: Cast, catcher: Catcher) -> None:
    for _time in range(5):
        set_address(cast.head, address="victim@office.example", now=NOON)
    with pytest.raises(Refused):
        set_address(cast.head, address="victim@office.example", now=NOON)


def test_a_letter_names_the_matter_and_never_a_title_or_a_name(cast: Cast, catcher: Catcher) -> None:
    confirmed(cast.head)
    item = make_item(cast, title=TITLE, place="张三家门口", due_at=NOON)
    tell(cast.head, item=item)
    for _run in range(2):
        send_due(NOON)
    [letter] = catcher.letters
    text = str(letter["Subject"]) + letter.get_content()
    for word in (item.number, "甲一", "2026-03-05 12:00", f"https://gongjian.example/desk/items/{item.pk}/"):
        assert word in text
    for word in (TITLE, "王建国", "张三", cast.head.name, "reader@"):
        assert word not in text
    assert letter["Message-ID"] == f"<{Delivery.objects.get().message}@office.example>"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_she_gets_at_once_only_what_she_chose(cast: Cast, catcher: Catcher) -> None:
    confirmed(cast.head)
    tell(cast.head, "a", kind="came")
    tell(cast.head, "b", kind="grant_pause")
    assert states() == []
    set_choices(cast.head, ways={"hands": "now", "time": "none"}, now=NOON)
    tell(cast.head, "c", kind="came")
    tell(cast.head, "d", kind="late")
    send_due(NOON)
    assert len(catcher.letters) == 1
    with pytest.raises(Refused):
        set_choices(cast.head, ways={"hands": "pigeon"}, now=NOON)


def test_a_stand_in_is_told_too_and_the_absent_is_not_named(cast: Cast, catcher: Catcher) -> None:
    confirmed(cast.second_head, "second@office.example")
    cast.head.stand_in, cast.head.away_from, cast.head.away_until = cast.second_head, NOON.date(), NOON.date()
    cast.head.save()
    tell(cast.head, item=make_item(cast))
    send_due(NOON)
    [letter] = catcher.letters
    assert "代" in letter.get_content() and cast.head.name not in letter.get_content()


def test_nothing_comes_at_night_but_what_is_urgent_and_overdue(cast: Cast, catcher: Catcher) -> None:
    confirmed(cast.head)
    tell(cast.head, "calm", now=NIGHT, item=make_item(cast))
    tell(cast.head, "urgent", now=NIGHT, item=make_item(cast, urgent=True))
    send_due(NIGHT)
    assert len(catcher.letters) == 1
    set_choices(cast.head, ways={}, quiet_for_urgent=True, now=NIGHT)
    tell(cast.head, "urgent too", now=NIGHT, item=make_item(cast, urgent=True))
    send_due(MORNING - dt.timedelta(minutes=1))
    assert len(catcher.letters) == 1
    send_due(MORNING)
    assert len(catcher.letters) == 3


def test_what_was_read_meanwhile_is_not_sent(cast: Cast, catcher: Catcher) -> None:
    confirmed(cast.head)
    tell(cast.head, now=NIGHT)
    mark_all_read(cast.head, upto=Notice.objects.get().pk, now=NIGHT)
    send_due(MORNING)
    assert (states(), catcher.letters) == (["dropped"], [])


def test_who_was_disabled_gets_nothing_more_and_her_address_is_destroyed(
    cast: Cast, catcher: Catcher
) -> None:
    confirmed(cast.head)
    tell(cast.head)
    cast.head.is_active = False
    cast.head.save()
    send_due(NOON)
    assert (states(), catcher.letters) == (["dropped"], [])
    assert forget_addresses(NOON) == 1 and Preference.objects.get().address_sealed is None


def test_a_busy_server_is_asked_again_later_and_an_unknown_reader_is_not(
    cast: Cast, catcher: Catcher
) -> None:
    confirmed(cast.head)
    tell(cast.head)
    catcher.refusal = "451 busy, try later"
    send_due(NOON, rng=random.Random(1))
    kept = Delivery.objects.get()
    assert (kept.state, kept.attempts) == ("waiting", 1) and kept.next_at > NOON
    assert send_due(NOON) == 0
    catcher.refusal = "550 reader@office.example unknown"
    send_due(kept.next_at)
    kept.refresh_from_db()
    assert kept.state == "failed" and "550" in kept.error and "reader@" not in kept.error


def test_a_letter_is_given_up_after_many_attempts(cast: Cast, catcher: Catcher) -> None:
    confirmed(cast.head)
    tell(cast.head)
    catcher.refusal, now = "451 busy", NOON
    for _attempt in range(sending.ATTEMPTS):
        send_due(now)
        now += dt.timedelta(hours=1, minutes=20)
    assert states() == ["failed"]


def test_while_no_way_leads_to_the_server_letters_wait_uncounted(
    cast: Cast, catcher: Catcher, settings: Any
) -> None:
    confirmed(cast.head)
    tell(cast.head)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    for minute in range(20):
        send_due(NOON + dt.timedelta(minutes=2 * minute))
    kept = Delivery.objects.get()
    assert (kept.state, kept.attempts) == ("waiting", 0) and "Refused" in kept.error
    settings.EMAIL_PORT = port
    send_due(NOON + dt.timedelta(hours=1))
    assert len(catcher.letters) == 1 and states() == ["sent"]


def test_a_letter_handed_over_without_an_answer_goes_at_most_twice(
    cast: Cast, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(cast.head)
    tell(cast.head)
    send = smtplib.SMTP.data

    def lost(self: Any, words: Any) -> Any:
        send(self, words)
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    monkeypatch.setattr(smtplib.SMTP, "data", lost)
    for hour in range(5):
        send_due(NOON + dt.timedelta(hours=hour))
    assert len(catcher.letters) == 2
    assert len({str(letter["Message-ID"]) for letter in catcher.letters}) == 1, "the same letter, twice"
    assert states() == ["failed"] and "不会再发" in Delivery.objects.get().error


def test_a_worker_that_dies_while_sending_leaves_a_letter_that_goes_once_more_at_most(
    cast: Cast, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(cast.head)
    tell(cast.head)

    def killed(*_words: object, **_more: object) -> None:
        raise SystemExit

    monkeypatch.setattr(Postman, "send", killed)
    now = NOON
    for _death in range(2):
        with pytest.raises(SystemExit):
            send_due(now)
        assert take_letter(now + LEASE / 2, holder="other") is None
        now += LEASE
    send_due(now)
    assert states() == ["failed"]


def test_one_broken_letter_holds_no_other_up(
    cast: Cast, catcher: Catcher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wish = confirmed(cast.head)
    confirmed(cast.clerk, "clerk@office.example")
    tell(cast.head)
    tell(cast.clerk)
    Preference.objects.filter(pk=wish.pk).update(address_sealed=b"\x01\x00\x01broken")
    send_due(NOON)
    assert catcher.to == ["clerk@office.example"] and states() == ["waiting", "sent"]


def test_without_a_mail_server_nothing_piles_up(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    tell(cast.head)
    assert states() == [] and send_due(NOON) == 0
    with pytest.raises(Refused):
        set_address(cast.head, address="head@office.example", now=NOON)


def test_a_letter_stands_or_falls_with_its_cause(cast: Cast, catcher: Catcher) -> None:
    from django.db import transaction

    confirmed(cast.head)
    with pytest.raises(KeyError), transaction.atomic():
        tell(cast.head)
        raise KeyError
    assert states() == []


def test_the_doctor_knocks_at_the_mail_servers_door(cast: Cast, catcher: Catcher, settings: Any) -> None:
    assert [one.grade for one in check_notices()] == ["good"]
    settings.EMAIL_PORT = 1
    assert check_notices()[0].grade == "bad"
    settings.SITE = ""
    assert "GONGJIAN_SITE" in check_notices()[0].remedy
    settings.EMAIL_HOST = ""
    Delivery.objects.create(kind="x", cause="x", subject="x", state="failed", made_at=NOON, next_at=NOON,
                            ended_at=timezone.now())  # fmt: skip
    Delivery.objects.create(kind="x", cause="y", subject="x", made_at=NOON, next_at=NOON)
    assert [one.grade for one in check_notices()] == ["good", "warning", "warning"]


def test_old_letters_are_forgotten(cast: Cast, catcher: Catcher) -> None:
    confirmed(cast.head)
    tell(cast.head)
    send_due(NOON)
    assert tidy(NOON + dt.timedelta(days=29)) == 0
    assert tidy(NOON + dt.timedelta(days=31)) == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_instant_send_each_letter_once(cast: Cast, catcher: Catcher) -> None:
    from gongjian.core.jobs.tests.test_runner import parallel

    confirmed(cast.head)
    for number in range(6):
        tell(cast.head, f"c{number}")
    assert parallel(lambda: send_due(NOON)) == []
    assert len(catcher.letters) == 6


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_send_twice(
    cast: Cast, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    from gongjian.core.jobs.tests.test_runner import parallel

    confirmed(cast.head)
    tell(cast.head)
    letter = Delivery.objects.get()
    turns = [letter] * 8

    def take(now: dt.datetime, *, holder: str) -> Delivery | None:
        return turns.pop() if turns else None

    monkeypatch.setattr(sending, "take_letter", take)
    parallel(lambda: send_due(NOON))
    assert len(catcher.letters) == 8


def test_the_limits_are_those_of_the_messengers() -> None:
    assert calling.PER_MINUTE == 20
