"""What happens to terms by itself: whoever organises is told before one ends; names are destroyed long after."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.core.items.telling import holders_of
from gongjian.core.notices.actions import notify
from gongjian.core.notices.kinds import Kind, add_kind
from gongjian.core.orgs.models import Appointment, Term
from gongjian.core.privacy.erasing import erase

KEEP_DAYS = 3 * 365
WARN_DAYS = (60, 7)

add_kind("term_ends", Kind(_("Terms of office end soon: see the posts, and prepare an election or appointment."),
                           "clock", "warn", "time"))  # fmt: skip


def remind_of_terms(now: dt.datetime) -> int:
    """Tell of terms that end within 60 days, and again within 7. A missed day is made up for: it asks for a range, and
    each end is told once per person and range."""
    today = timezone.localdate(now)
    told = 0
    for days in WARN_DAYS:
        within = dt.timedelta(days=days)
        for term in Term.objects.ending(today, within=within).select_related("post__unit__area"):
            told += _tell(f"term:{term.pk}:{term.until}:{days}", term.post.unit.area.path, now=now)
        for seat in Appointment.objects.ending(today, within=within).select_related("organisation__area"):
            told += _tell(f"seat:{seat.pk}:{seat.until}:{days}", seat.organisation.area.path, now=now)
    return told


def _tell(cause: str, path: str, *, now: dt.datetime) -> int:
    people = holders_of("orgs.organise", path)
    for person in people:
        notify(person, kind="term_ends", cause=cause, now=now)
    return len(people)


def forget_names(now: dt.datetime) -> int:
    """Destroy the names in terms that are over for three years; says how many."""
    before = timezone.localdate(now) - dt.timedelta(days=KEEP_DAYS)
    gone = 0
    for model in (Term, Appointment):
        old = model._default_manager.filter(until__lt=before, name_sealed__isnull=False)
        gone += erase(old, now=now, name_sealed=None)
    return gone
