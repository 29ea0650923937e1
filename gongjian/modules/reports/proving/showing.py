"""What pages show of proof: a plan's state, its rates unit by unit, what residents said by themselves, pictures side by side."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.areas.models import Area
from gongjian.core.asking.models import Sample
from gongjian.core.asking.showing import rates_of, state_of
from gongjian.core.asking.sources import start_of
from gongjian.core.compiled import Compiled
from gongjian.core.files.links import address
from gongjian.core.files.models import Attachment, Stage
from gongjian.core.files.told import words_of
from gongjian.core.items.models import Item
from gongjian.lib.numbers import wilson_interval
from gongjian.modules.reports.models import InspectionPlan, Report, Satisfaction, Sighting, Verdict
from gongjian.modules.reports.proving.ended import CLOSED_REPORTS

MOST = 24
PICTURES = 12
STAGES = (Stage.BEFORE, Stage.AFTER, Stage.SEEN)


@dataclass(frozen=True, slots=True)
class Rate:
    """Of one unit, or of all (`name` empty). `low` and `high` are Wilson's interval at 95 %; per cent, None of none."""

    name: str
    drawn: int
    done: int
    partly: int
    not_done: int
    unseen: int

    @property
    def seen(self) -> int:
        """Those that count in the rate."""
        return self.done + self.partly + self.not_done

    @property
    def waiting(self) -> int:
        """Not looked at yet."""
        return self.drawn - self.seen - self.unseen

    @property
    def false(self) -> float | None:
        """Closed but not done: not done ÷ seen."""
        return round(100 * self.not_done / self.seen, 2) if self.seen else None

    @property
    def low(self) -> float | None:
        """The rate of all closed reports lies above this in 95 of 100 such draws, or below `high`."""
        return round(100 * wilson_interval(self.not_done, self.seen)[0], 2) if self.seen else None

    @property
    def high(self) -> float | None:
        """The upper end."""
        return round(100 * wilson_interval(self.not_done, self.seen)[1], 2) if self.seen else None


def inspection_rates(plan: InspectionPlan) -> list[Rate]:
    """All together first, then unit by unit; one query."""
    rows: Any = plan.inspections.drawn().order_by().values_list("stratum", "outcome").annotate(Count("pk"))
    found: dict[str, dict[str, int]] = {}
    whole: dict[str, int] = {}
    for stratum, outcome, count in rows:
        found.setdefault(stratum, {})[outcome] = count
        whole[outcome] = whole.get(outcome, 0) + count
    return [_rate("", whole), *(_rate(name, found[name]) for name in sorted(found))]


def _rate(name: str, counts: dict[str, int]) -> Rate:
    by = {finding: counts.get(finding.value, 0) for finding in Sighting}
    return Rate(
        name,
        sum(counts.values()),
        by[Sighting.DONE],
        by[Sighting.PARTLY],
        by[Sighting.NOT],
        by[Sighting.UNSEEN],
    )


def plan_state(plan: InspectionPlan) -> tuple[str, str, str]:
    """Word, icon and tone."""
    if plan.is_called_off:
        return pgettext("state of a draw", "Called off"), "off", ""
    if plan.is_finished:
        return pgettext("state of an inspection", "All were seen"), "ok", "ok"
    if plan.is_drawn:
        return pgettext("state of an inspection", "Being looked at"), "eye", "go"
    return pgettext("state of a draw", "Announced"), "flag", "go"


def said_unasked(office: Area, since: dt.date, until: dt.date) -> dict[str, Any]:
    """What residents of the office said by themselves on their private links in the span: counts, and the share of
    satisfied ones with a partly satisfied one counting half, as in a call-back. One query."""
    rows: Any = Satisfaction.objects.filter(
        report__in=Report.objects.counted().filter(office=office), at__gte=start_of(since), at__lt=start_of(until)
    ).order_by().values_list("verdict").annotate(Count("pk"))  # fmt: skip
    counts = {verdict.value: 0 for verdict in Verdict} | dict(rows)
    number = sum(counts.values())
    points = counts[Verdict.SATISFIED] + counts[Verdict.PARTLY] / 2
    return {"number": number, "share": round(100 * points / number, 2) if number else None, **counts}


def call_backs(samples: Any) -> list[dict[str, Any]]:
    """Draws over spans of closed reports, the newest first: the rate once everybody was asked, beside what was said unasked."""
    rows = samples.filter(source=CLOSED_REPORTS).with_all().with_counts().order_by("-since", "-pk")[:MOST]
    return [
        {
            "sample": one,
            "state": state_of(one),
            "told": rates_of(one) if one.is_finished else None,
            "unasked": said_unasked(one.office, one.since, one.until) if one.is_finished else None,
        }
        for one in rows
    ]


def inspections(plans: Any) -> list[dict[str, Any]]:
    """Re-inspections, the newest first: the rate once all were seen."""
    rows = plans.with_all().order_by("-since", "-pk")[:MOST]
    return [
        {"plan": one, "state": plan_state(one), "rates": inspection_rates(one) if one.is_finished else None} for one in rows
    ]  # fmt: skip


def public_samples() -> Any:
    """Draws of closed reports of working offices; an invented one only while its office has no real one."""
    return _shown(Sample.objects.filter(source=CLOSED_REPORTS, office__is_office=True))


def public_plans() -> Any:
    """Re-inspections of working offices, likewise."""
    return _shown(InspectionPlan.objects.filter(office__is_office=True))


def _shown(rows: Any) -> Any:
    real = Report.objects.filter(is_demo=False).values("office")
    return rows.exclude(is_demo=True, office__in=real)


_PICTURES = Compiled(
    lambda pk: (
        Attachment.objects.filter(item=pk, stage__in=STAGES, kind="picture")
        .select_related("step")
        .order_by("at", "pk")
    ),
    pk=-1,
)


def side_by_side(item: Item, *, by_link: bool = False) -> list[dict[str, Any]]:
    """Pictures before, after, and seen again, with what their devices told; empty unless there are two kinds to compare.

    One query. `by_link`: addresses for whoever holds the private link; pictures of an inspection are not for her.
    """
    kinds = STAGES[:2] if by_link else STAGES
    rows = _PICTURES.objects(pk=item.pk)
    found = [
        {
            "label": stage.label,
            "pictures": [_shown_picture(one, by_link=by_link) for one in rows if one.stage == stage][
                -PICTURES:
            ],
        }
        for stage in kinds
    ]
    filled = [column for column in found if column["pictures"]]
    return filled if len(filled) > 1 else []


def _shown_picture(one: Attachment, *, by_link: bool) -> dict[str, Any]:
    return {
        "url": address(one, by_link=by_link), "thumb_url": address(one, width=320, by_link=by_link),
        "alt": one.caption or str(one.get_stage_display()), "said": words_of(one),
    }  # fmt: skip


def not_yet_words(plan: InspectionPlan, *, now: dt.datetime) -> str:
    """What happens next with a plan that is not drawn; empty once it is."""
    if plan.is_drawn or plan.closed_at or timezone.localdate(now) >= plan.until:
        return ""
    return _("The product lists and draws by itself on the day after %(day)s.") % {"day": plan.last_day}
