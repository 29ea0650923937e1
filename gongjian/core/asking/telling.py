"""Whoever asks residents is told that there is somebody to ask, until everybody was asked."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from gongjian.core.asking.models import Sample
from gongjian.core.asking.policy import judged_in
from gongjian.core.items.telling import holders_of
from gongjian.core.notices.actions import notify, settle
from gongjian.core.notices.kinds import Kind, add_kind

DRAWN = "residents_drawn"
add_kind(DRAWN, Kind(_("Residents were drawn: ask them, the call list stands on the page of the draw."), "tel", "go"))  # fmt: skip


def tell_callers(sample: Sample, *, now: dt.datetime) -> None:
    """One notice for each who may call, not for those who have a part in the matter."""
    for person in {person.pk: person for person in holders_of("asking.call", sample.area_path)}.values():
        if sample.source or not judged_in(sample, person):
            notify(person, kind=DRAWN, cause=_cause(sample), item=sample.item, now=now)


def tell_no_more(sample: Sample, *, now: dt.datetime) -> None:
    """Everybody was asked: nobody has to read of it any more."""
    settle(_cause(sample), now=now)


def _cause(sample: Sample) -> str:
    return f"draw:{sample.pk}"
