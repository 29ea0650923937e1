"""A double click, a retry or a lost answer changes nothing: an act with the same key is done once."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.acts import one_act
from gongjian.core.once.models import Done
from gongjian.core.refusal import Refused

LONGEST_KEY = 80


def do_once(key: str, act: str, work: Callable[[], dict[str, Any]], *, person: Any = None) -> dict[str, Any]:
    """Run `work` and keep its outcome (JSON) under the key, in one transaction; later calls return that outcome.

    The unique row makes a parallel second call wait for the first. An empty key does the work unconditionally.
    Raises Refused when the key was used by somebody else or for another act.
    """
    if not key:
        with one_act():
            return work()
    key = _short(key)
    try:
        with one_act(apart=True):
            done = Done.objects.create(key=key, act=act, person=person, at=timezone.now())
            outcome = done.outcome = work()
            done.save(update_fields=["outcome"])
            return outcome
    except IntegrityError:
        earlier = Done.objects.filter(key=key).first()
        if earlier is None:
            raise
    if earlier.act != act or earlier.person_id != getattr(person, "pk", None):
        raise Refused(_("This form was already used for something else. Reload the page and try again."))
    told: dict[str, Any] = earlier.outcome
    return told


def _short(key: str) -> str:
    """The key as its column holds it: a long one by its digest, so that two that begin alike stay two."""
    return key if len(key) <= LONGEST_KEY and "\0" not in key else sha256(key.encode()).hexdigest()
