"""Proving a second step by a code: of the app, each step once, or a recovery code, each once."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.factors.actions.codes import digest_of, plain
from gongjian.core.factors.actions.trailing import record_of
from gongjian.core.factors.models import LIVE
from gongjian.core.people.buckets import Rate, give_back, take
from gongjian.core.people.models import Person
from gongjian.core.privacy import unseal
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.refusal import Refused
from gongjian.lib import totp

BY_CODE = Rate("code", tokens=5, refill=dt.timedelta(minutes=15))
LONGEST = 40


def prove_by_code(person: Person, text: str, *, now: dt.datetime) -> str:
    """Take the code: "app" or "recovery" says of which kind it was. Raises Refused, also when it was tried too often.

    Call it outside a transaction: a wrong try is counted and stands in the trail though it is refused.
    """
    take(BY_CODE, subject=str(person.pk), now=now)
    said = plain(text[:LONGEST])
    try:
        how = "app" if len(said) == totp.DIGITS and said.isdecimal() else "recovery"
        (use_app if how == "app" else use_recovery_code)(person, said, now=now)
    except Refused:
        note_refused(person, how=how, now=now)
        raise
    give_back(BY_CODE, subject=str(person.pk), now=now)
    return how


@transaction.atomic
def use_app(person: Person, code: str, *, now: dt.datetime) -> None:
    """The code of a step is taken once: one that was seen over somebody's shoulder opens nothing a second time."""
    apps = person.authenticators.select_for_update(of=("self",))
    app = apps.filter(LIVE, confirmed_at__isnull=False).first()
    step = totp.matching_step(unseal(app, "secret"), code, now=now) if app else None
    if app is None or step is None:
        raise Refused(
            _("This code is not right. Type the one that the app shows now, or a recovery code."),
            field="code",
        )
    if step <= app.last_step:
        raise Refused(_("This code was used already. Wait for the next one."), field="code", code="used")
    app.last_step = step
    app.save(update_fields=["last_step"])


@transaction.atomic
def use_recovery_code(person: Person, code: str, *, now: dt.datetime) -> None:
    """Opens once, and stands in the trail."""
    codes = person.recovery_codes.select_for_update(of=("self",))
    found = codes.filter(digest=digest_of(person, code)).first()
    if found is None:
        raise Refused(
            _("This code is not right. Type the one that the app shows now, or a recovery code."),
            field="code",
        )
    if found.used_at is not None:
        raise Refused(_("This recovery code was used already. Each opens once."), field="code", code="used")
    found.used_at = now
    found.save(update_fields=["used_at"])
    note_erased(found, "used_at", now=now)
    left = person.recovery_codes.filter(used_at__isnull=True).count()
    record_of("use_recovery_code", person, now=now, changes={"left": left})


@transaction.atomic
def note_refused(person: Person, *, how: str, now: dt.datetime) -> None:
    """Somebody who had got past the first step did not get past the second."""
    record_of("refuse", person, now=now, changes={"how": how})
