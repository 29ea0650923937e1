"""Samples over a span of days: announced before it begins, listed and drawn by the product when it is over."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.asking.models import Respondent
from gongjian.core.asking.sources import ended_items, source_of, sources
from gongjian.core.privacy.sealing import seal
from gongjian.core.refusal import Refused
from gongjian.lib.masks import mask_phone, mask_text

if TYPE_CHECKING:
    from gongjian.core.asking.models import Sample

CHUNK = 500
LONGEST_SPAN = 366


@dataclass(frozen=True, slots=True)
class Span:
    """Whose matters are asked about: those of `source` that end from `since` on and before `until`."""

    source: str
    since: dt.date
    until: dt.date

    def facts(self) -> dict[str, object]:
        """As the columns of a sample."""
        return {"source": self.source, "since": self.since, "until": self.until}


def demand_free_span(office: Area, span: Span, *, now: dt.datetime) -> None:
    """Raise Refused unless the span lies ahead, is one, and no other draw of the office from the same list covers a day of
    it: whoever could announce many would choose among them. Locks the office's row."""
    from gongjian.core.asking.models import Sample

    if span.source not in sources():
        raise Refused(_("There is no such list."), field="source")
    demand_ahead(span.since, span.until, now=now)
    if not office.is_office:
        raise Refused(_("Choose the office whose matters are asked about."), field="area")
    Area.objects.select_for_update(of=("self",)).get(pk=office.pk)
    others = Sample.objects.filter(
        office=office, source=span.source, since__lt=span.until, until__gt=span.since
    )
    if others.exclude(closed_at__isnull=False, drawn_at__isnull=True).exists():
        raise Refused(
            _("A draw for days of this span is announced already. Choose days after it."), field="since"
        )


def demand_ahead(since: dt.date, until: dt.date, *, now: dt.datetime) -> None:
    """Raise Refused unless the days lie ahead, in order, and are at most a year."""
    if since <= timezone.localdate(now):
        raise Refused(
            _("Choose a first day after today: a draw is announced before anybody knows what it will be about."), field="since"
        )  # fmt: skip
    if until <= since:
        raise Refused(_("The last day lies before the first."), field="until")
    if (until - since).days > LONGEST_SPAN:
        raise Refused(_("A span is at most a year."), field="until")


def why_not_listed(sample: "Sample", *, now: dt.datetime) -> str:
    """Why the product cannot list and draw yet; empty: it can. One query."""
    if sample.until is not None and timezone.localdate(now) < sample.until:
        return _(
            "The span is not over yet: the product lists and draws by itself on the day after %(day)s."
        ) % {"day": sample.last_day}
    return "" if ended_items(sample).exists() else nobody()


def nobody() -> str:
    """The reason of a draw for which nobody can be asked."""
    return _("Nobody can be drawn: no matter that ended in the span left a telephone.")


def list_ended(sample: "Sample") -> None:
    """Put every matter of the span on the list under its number, without its telephone; the unit is the stratum."""
    rows = [
        Respondent(
            sample=sample, key=item.number, label=mask_text(str(item)).text[:80], stratum=str(item.unit or "")[:40], item=item
        )
        for item in ended_items(sample).select_related("unit").order_by("pk")
    ]  # fmt: skip
    Respondent.objects.bulk_create(rows, batch_size=CHUNK)


def take_phone(one: Respondent, sample: "Sample") -> None:
    """Whoever was drawn from a list of the product brings her number along, sealed; the others' stay where they were left."""
    source = source_of(sample)
    if source is None or one.item is None:
        return
    number = source.phone(one.item)
    one.phone_shown = mask_phone(number) if number else ""
    one.phone_sealed = seal(one, "phone", number)
