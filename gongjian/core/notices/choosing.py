"""What a person chooses about her notices."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.notices.addresses import locked_preference
from gongjian.core.notices.kinds import GROUPS
from gongjian.core.notices.models import Preference, Way
from gongjian.core.people.authority import trail_office
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

FIELDS = ("quiet", "quiet_from", "quiet_until", "quiet_for_urgent", "daily", "digest_hour", "weekly")


@transaction.atomic
def set_choices(person: Person, *, ways: Mapping[str, str], now: dt.datetime, **choices: Any) -> Preference:
    """Keep the ways by group of kinds, quiet hours and summaries (`FIELDS`; what is not given stays as it is).

    Raises Refused for a group, a way or an hour that does not exist.
    """
    if not set(ways) <= set(GROUPS) or not set(ways.values()) <= set(Way.values):
        raise Refused(_("Choose one of the ways listed."))
    if not 0 <= choices.get("digest_hour", 0) <= 23:
        raise Refused(_("Choose a full hour of the day."), field="digest_hour")
    wish = locked_preference(person)
    changes: dict[str, Any] = {"ways": dict(ways)}
    wish.ways = {**wish.ways, **ways}
    for name in FIELDS:
        if name in choices and getattr(wish, name) != choices[name]:
            changes[name] = [getattr(wish, name), choices[name]]
            setattr(wish, name, choices[name])
    wish.save(update_fields=["ways", *FIELDS])
    record(
        "notices.set_choices", actor=person, obj=wish, office=trail_office(person), label=person.name,
        changes=changes, now=now,
    )  # fmt: skip
    return wish
