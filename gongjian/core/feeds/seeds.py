"""The demo dispatcher reads her deadlines in a calendar program."""

import datetime as dt
import random

from gongjian.core.feeds.actions import make_address
from gongjian.core.people.models import Person


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """One address, once; its secret is shown to nobody."""
    for person in Person.objects.filter(username="dispatcher", is_demo=True, feed_addresses__isnull=True):
        make_address(person, now=now)
