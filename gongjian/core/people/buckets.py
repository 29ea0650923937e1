"""Token buckets in the database: how often something may be tried, counted exactly on both databases."""

import datetime as dt
import math
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.people.models import Bucket
from gongjian.core.refusal import Refused

FORGOTTEN_AFTER = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `tokens` tries at once; an empty bucket is full again after `refill`."""

    name: str
    tokens: int
    refill: dt.timedelta

    def key(self, subject: str) -> str:
        """The row's key: a keyed hash, so that addresses and names tried are not kept in clear."""
        return f"{self.name}:{salted_hmac('gongjian.bucket', subject, algorithm='sha256').hexdigest()}"[:80]

    @property
    def per_second(self) -> float:
        """How fast the bucket fills, in tokens a second."""
        return self.tokens / self.refill.total_seconds()


def take(rate: Rate, *, subject: str, now: dt.datetime) -> None:
    """Take one token, or raise Refused saying how long to wait. The row is locked: parallel tries are all counted."""
    with transaction.atomic():
        bucket = _locked(rate, subject=subject, now=now)
        tokens = _filled(bucket, rate=rate, now=now)
        if tokens < 1:
            raise Refused(_too_often(seconds=(1 - tokens) / rate.per_second), code="throttled")
        _write(bucket, tokens=tokens - 1, now=now)


def take_from(request: HttpRequest, rate: Rate, *, now: dt.datetime) -> None:
    """Count one try of the caller's address; raises Refused saying how long to wait."""
    take(rate, subject=request.META.get("REMOTE_ADDR", ""), now=now)


def give_back(rate: Rate, *, subject: str, now: dt.datetime) -> None:
    """Put one token back: the try was a good one. Never more than a full bucket."""
    with transaction.atomic():
        bucket = _locked(rate, subject=subject, now=now)
        _write(bucket, tokens=min(rate.tokens, _filled(bucket, rate=rate, now=now) + 1), now=now)


def forget_full_buckets(now: dt.datetime) -> int:
    """Delete buckets nobody has touched for two days, by when each is full again; says how many."""
    return Bucket.objects.filter(filled_at__lt=now - FORGOTTEN_AFTER).delete()[0]


def _locked(rate: Rate, *, subject: str, now: dt.datetime) -> Bucket:
    key = rate.key(subject)
    Bucket.objects.bulk_create([Bucket(key=key, tokens=rate.tokens, filled_at=now)], ignore_conflicts=True)
    return Bucket.objects.select_for_update().get(key=key)


def _filled(bucket: Bucket, *, rate: Rate, now: dt.datetime) -> float:
    passed = max(0.0, (now - bucket.filled_at).total_seconds())
    return min(float(rate.tokens), bucket.tokens + passed * rate.per_second)


def _write(bucket: Bucket, *, tokens: float, now: dt.datetime) -> None:
    bucket.tokens, bucket.filled_at = tokens, max(now, bucket.filled_at)
    bucket.save(update_fields=["tokens", "filled_at"])


def _too_often(*, seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    wait = ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    return _("This was tried too often. Wait %(wait)s, then try again.") % {"wait": wait}
