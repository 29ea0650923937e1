"""The demo office's proposal for all its open needs, of which the secretary has confirmed the first ones."""

import datetime as dt

from gongjian.core.areas.models import Area
from gongjian.core.people.models import Person
from gongjian.modules.exchange.matching.proposing import confirm_rows, propose_all

MOST_PER_UNIT, CONFIRMED = 5, 3


def propose_for_demo(office: Area, secretary: Person | None, *, now: dt.datetime) -> None:
    """Worked out an hour ago."""
    if secretary is None:
        return
    then = now - dt.timedelta(hours=1)
    made = propose_all(office, most_per_unit=MOST_PER_UNIT, actor=secretary, now=then, is_demo=True)
    chosen = list(made.rows.matched().values_list("pk", flat=True)[:CONFIRMED])
    if chosen:
        confirm_rows(made, chosen=chosen, actor=secretary, now=now)
