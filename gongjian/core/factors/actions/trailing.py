"""The rows that these acts leave in the trail: of the person herself, by whomever."""

import datetime as dt

from django.db.models import Model

from gongjian.core.people.authority import trail_office
from gongjian.core.people.models import Person
from gongjian.core.trail.actions import record


def record_of(
    act: str,
    person: Person,
    *,
    now: dt.datetime,
    obj: Model | None = None,
    actor: Person | None = None,
    changes: dict[str, object] | None = None,
    reason: str = "",
) -> None:
    """One row about the person's sign-in; no `actor`: she did it herself."""
    record(
        f"factors.{act}",
        actor=actor or person,
        obj=obj or person,
        office=trail_office(person),
        label=person.name,
        changes=changes or {},
        reason=reason,
        now=now,
    )
