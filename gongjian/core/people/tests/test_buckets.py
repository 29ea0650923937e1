"""A bucket counts every try exactly, also those made at the same moment, and says how long to wait."""

import datetime as dt
import threading

import pytest

from gongjian.core.people.buckets import Rate, forget_full_buckets, give_back, take
from gongjian.core.people.models import Bucket
from gongjian.core.people.tests.acts import NOW, at_once
from gongjian.core.refusal import Refused

FIVE = Rate("test", tokens=5, refill=dt.timedelta(minutes=10))
MINUTE = dt.timedelta(minutes=1)


def tries(count: int, *, at: dt.datetime = NOW, subject: str = "a") -> int:
    """How many of so many tries were let through."""
    passed = 0
    for _try in range(count):
        try:
            take(FIVE, subject=subject, now=at)
            passed += 1
        except Refused:
            pass
    return passed


@pytest.mark.django_db
def test_so_many_tries_and_no_more_until_time_has_passed() -> None:
    assert tries(7) == 5
    assert tries(3, at=NOW + 2 * MINUTE) == 1
    assert tries(9, at=NOW + 60 * MINUTE) == 5


@pytest.mark.django_db
def test_each_subject_has_a_bucket_of_its_own() -> None:
    assert tries(7) == 5
    assert tries(1, subject="b") == 1


@pytest.mark.django_db
def test_the_reason_says_how_long_to_wait() -> None:
    tries(5)
    with pytest.raises(Refused) as refused:
        take(FIVE, subject="a", now=NOW + dt.timedelta(seconds=59))
    assert refused.value.code == "throttled"
    assert "2" in str(refused.value.reason)  # one token in two minutes, one minute and a second to go


@pytest.mark.django_db
def test_a_good_try_is_given_back_but_never_more_than_the_bucket_holds() -> None:
    for _ in range(20):
        take(FIVE, subject="a", now=NOW)
        give_back(FIVE, subject="a", now=NOW)
    give_back(FIVE, subject="a", now=NOW)
    assert tries(9) == 5


@pytest.mark.django_db
def test_a_clock_set_back_gives_nothing_away() -> None:
    tries(5)
    assert tries(1, at=NOW - 60 * MINUTE) == 0
    assert tries(1, at=NOW) == 0


@pytest.mark.django_db
def test_neither_names_nor_addresses_are_kept_in_clear() -> None:
    take(FIVE, subject="203.0.113.9", now=NOW)
    assert "203.0.113.9" not in Bucket.objects.get().key
    assert forget_full_buckets(NOW + dt.timedelta(days=3)) == 1


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted() -> None:
    assert at_once(lambda: take(FIVE, subject="a", now=NOW), times=8) == 5


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_more_would_get_through() -> None:
    """The negative control: the same arithmetic, read and written apart."""
    Bucket.objects.create(key="open", tokens=5, filled_at=NOW)
    all_have_read = threading.Barrier(8, timeout=20)

    def take_unlocked() -> None:
        bucket = Bucket.objects.get(key="open")
        all_have_read.wait()
        if bucket.tokens < 1:
            raise Refused("too often")
        Bucket.objects.filter(key="open").update(tokens=bucket.tokens - 1)

    assert at_once(take_unlocked, times=8) == 8
