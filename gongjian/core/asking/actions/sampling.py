"""Committing to a draw, listing who can be drawn, drawing, and forgetting telephones."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.asking.actions.spans import Span, demand_free_span, list_ended, take_phone, why_not_listed
from gongjian.core.asking.models import Questionnaire, Respondent, Sample
from gongjian.core.asking.models.questionnaire import Use
from gongjian.core.asking.policy import is_judged, judged_in, may_plan
from gongjian.core.asking.telling import tell_callers
from gongjian.core.items.flow import Phase
from gongjian.core.items.models import Item
from gongjian.core.people.access import access_of
from gongjian.core.privacy.erasing import erase, erase_rows
from gongjian.core.privacy.sealing import seal
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_phone, mask_text, normalise_phone
from gongjian.lib.problem import Problem

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

MOST_ASKED = 5_000
MOST_LISTED = 200_000
CHUNK = 500
KEEP_DAYS = 90
SHORTEST_REASON = 4
TOO_LATE = (Phase.CHECKING, Phase.CLOSED)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who can be drawn: a household by its door, a reporter by her report's number. `key` is unique in the list."""

    key: str
    label: str
    phone: str = ""
    stratum: str = ""
    item: Item | None = None


@transaction.atomic
def commit_sample(
    questionnaire: Questionnaire,
    *,
    title: str,
    size: int,
    by: "Person | None",
    now: dt.datetime,
    item: Item | None = None,
    area: Area | None = None,
    seed: bytes | None = None,
    tries: int = 3,
    is_demo: bool = False,
    span: Span | None = None,
) -> Sample:
    """Announce a draw before anybody knows who can be drawn: only the seed's digest is told.

    On a matter (`item`) this must happen while the work is still under way; without one, `area` says whose residents
    are asked. With `span` the product lists and draws by itself when that is over; it must not have begun, and `area` is
    the office. Raises Refused when it is too late, for a second open sample on the same matter or span, for a size out of
    range.
    """
    where = _where(item, area)
    _demand_planner(
        item.area_path if item else where.path,
        by=by,
        judged=bool(item and by and is_judged(item, by)),
        now=now,
    )
    if questionnaire.use != Use.CALL:
        raise Refused(_("Choose a questionnaire for asking residents."), field="questionnaire")
    if not 1 <= size <= MOST_ASKED:
        raise Refused(_("Ask 1 to %(most)d residents.") % {"most": MOST_ASKED}, field="size")
    if not 1 <= tries <= 10:
        raise Refused(_("Try 1 to 10 times."), field="tries")
    if item is not None:
        _demand_early(Item.objects.select_for_update(of=("self",)).get(pk=item.pk))
    if span is not None:
        demand_free_span(where, span, now=now)
    sample = Sample(
        office=where.office or where, area_path=item.area_path if item else where.path, item=item, questionnaire=questionnaire,
        title=(title.strip() or str(item or where))[:120], size=size, tries=tries,
        committed_at=now, committed_by=by, is_demo=is_demo, **(span.facts() if span else {}),
    )  # fmt: skip
    sample.commit(seed)
    sample.save(force_insert=True)
    changes = {"size": [None, size], "commitment": [None, sample.commitment]}
    _record("asking.commit_sample", sample, by=by, now=now, changes=changes)
    return sample


@transaction.atomic
def add_respondents(
    sample: Sample, *, entries: Sequence[Entry], by: "Person | None", now: dt.datetime
) -> int:
    """Put households or reporters on the list, in chunks of 500; those whose key is there already are passed over. Says how
    many are new. Raises Refused after the draw, and for a telephone that is none (naming the entry)."""
    sample = _listing(sample, by=by, now=now)
    known = set(sample.respondents.values_list("key", flat=True))
    fresh = {entry.key.strip()[:60]: entry for entry in entries if entry.key.strip()[:60] not in known}
    fresh.pop("", None)
    if len(known) + len(fresh) > MOST_LISTED:
        raise Refused(_("At most %(most)d can stand on a list.") % {"most": MOST_LISTED})
    rows = [_respondent(sample, key, entry) for key, entry in fresh.items()]
    Respondent.objects.bulk_create(rows, batch_size=CHUNK)
    if rows:
        changes = {"listed": [len(known), len(known) + len(rows)]}
        _record("asking.add_respondents", sample, by=by, now=now, changes=changes)
    return len(rows)


@transaction.atomic
def draw_sample(sample: Sample, *, by: "Person | None", now: dt.datetime) -> Sample:
    """Draw, once: the seed and the digest of the list are told from now on, so that anybody can repeat it.

    With strata, each gives its share. Raises Refused as `not_drawn_because`, and for whoever may not draw.
    """
    sample = _locked(sample)
    _demand_preparer(sample, by=by, now=now)
    if reason := not_drawn_because(sample, now=now):
        raise Refused(reason)
    if sample.source:
        list_ended(sample)
    places = sample.draw(_strata(sample), sample.size, by=by, now=now)
    chosen = list(sample.respondents.filter(key__in=places).select_related("item"))
    for one in chosen:
        one.place = places[one.key]
        take_phone(one, sample)
    Respondent.objects.bulk_update(chosen, ["place", "phone_sealed", "phone_shown"], batch_size=CHUNK)
    sample.save()
    _record("asking.draw_sample", sample, by=by, now=now, changes=sample.told(places))
    tell_callers(sample, now=now)
    return sample


def not_drawn_because(sample: Sample, *, now: dt.datetime) -> str:
    """Why it cannot be drawn now, and what to do first; empty: it can. At most one query."""
    if sample.is_drawn:
        return _("The draw is over already.")
    if sample.closed_at:
        return _("The draw was called off. Announce another one.")
    if sample.item is not None and sample.item.phase not in TOO_LATE:
        return _(
            "The work is not handed in yet: the draw is made after it, so that nobody knows beforehand who is asked."
        )
    if sample.source:
        return why_not_listed(sample, now=now)
    if not sample.respondents.exists():
        return _("Nobody stands on the list yet. Add the households or reporters first.")
    return ""


@transaction.atomic
def take_off_list(respondent: Respondent, *, by: "Person | None", now: dt.datetime) -> None:
    """An entry that should not stand on the list goes, with its telephone. Raises Refused after the draw."""
    sample = _listing(respondent.sample, by=by, now=now)
    found = sample.respondents.filter(pk=respondent.pk)
    if not found.exists():
        raise Refused(_("It does not stand on the list any more."))
    count = sample.respondents.count()
    erase_rows(found, now=now)
    _record("asking.take_off_list", sample, by=by, now=now, changes={"listed": [count, count - 1]})


@transaction.atomic
def call_off(sample: Sample, *, why: str, by: "Person | None", now: dt.datetime) -> Sample:
    """End it before anybody is drawn, for a reason that is told to everybody; the list is destroyed. Afterwards another
    one can be announced. Raises Refused after the draw: a result that displeases cannot be called off."""
    sample = _locked(sample)
    _demand_preparer(sample, by=by, now=now)
    if sample.is_drawn or sample.closed_at:
        raise Refused(not_drawn_because(sample, now=now))
    why = mask_text(why.strip()).text[:200]
    if len(why) < SHORTEST_REASON:
        raise Refused(_("Say in a few words why; everybody can read it."), field="why")
    sample.save(update_fields=sample.call_off(why, now=now))
    erase_rows(sample.respondents.all(), now=now)
    _record("asking.call_off", sample, by=by, now=now, changes={"called off": [None, why]})
    return sample


def forget_phones(now: dt.datetime) -> int:
    """Destroy telephones 90 days after the sample was closed, or the matter without a draw, and those of the undrawn with the
    draw; says how many."""
    before = now - dt.timedelta(days=KEEP_DAYS)
    over = Q(sample__closed_at__lt=before) | Q(sample__drawn_at__lt=now, place__isnull=True)
    over |= Q(sample__drawn_at__isnull=True, sample__item__closed_at__lt=before)
    rows = Respondent.objects.filter(over, phone_sealed__isnull=False)
    count = 0
    while ids := list(rows.values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic():
            gone = Respondent.objects.filter(pk__in=ids)
            erase(gone, now=now, phone_sealed=None, phone_shown="", gone_at=now)
        count += len(ids)
    return count


def _strata(sample: Sample) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, stratum in sample.respondents.values_list("key", "stratum"):
        found.setdefault(stratum, []).append(key)
    return found


def _respondent(sample: Sample, key: str, entry: Entry) -> Respondent:
    try:
        number = normalise_phone(entry.phone) if entry.phone.strip() else ""
    except Problem:
        raise Refused(
            _("%(who)s: this is no telephone number.") % {"who": entry.label}, field="phone"
        ) from None
    one = Respondent(
        sample=sample, key=key, label=mask_text(entry.label.strip()).text[:80], stratum=entry.stratum.strip()[:40],
        item=entry.item, phone_shown=mask_phone(number) if number else "",
    )  # fmt: skip
    one.phone_sealed = seal(one, "phone", number)
    return one


def _where(item: Item | None, area: Area | None) -> Area:
    if item is not None:
        return item.area
    if area is None:
        raise Refused(_("Say on what, or of which area, residents are asked."), field="area")
    return area


def _listing(sample: Sample, *, by: "Person | None", now: dt.datetime) -> Sample:
    """The sample, locked, whose list this person may still change."""
    sample = _locked(sample)
    _demand_preparer(sample, by=by, now=now)
    if sample.is_drawn:
        raise Refused(_("The draw is over: the list cannot change any more."))
    if sample.source:
        raise Refused(_("The product itself makes this list; nobody adds to it or takes from it."))
    if sample.closed_at:
        raise Refused(_("The draw was called off. Announce another one."))
    return sample


def _demand_preparer(sample: Sample, *, by: "Person | None", now: dt.datetime) -> None:
    _demand_planner(sample.area_path, by=by, judged=by is not None and judged_in(sample, by), now=now)


def _demand_planner(path: str, *, by: "Person | None", judged: bool, now: dt.datetime) -> None:
    """The product itself, or somebody who plans call-backs there and has no part in the matter."""
    if by is None:
        return
    if not may_plan(path, access_of(by, today=timezone.localdate(now))):
        raise Refused(_("You do not announce draws for this area."), code="not_allowed")
    if judged:
        words = _(
            "You have a part in this matter: somebody else announces the draw, makes the list and draws."
        )
        raise Refused(words, code="not_allowed")


def _demand_early(item: Item) -> None:
    if item.phase in TOO_LATE:
        raise Refused(
            _(
                "The work is handed in already: a draw must be announced before, so that nobody can prepare for it."
            )
        )
    if Sample.objects.filter(item=item, closed_at__isnull=True).exists():
        raise Refused(_("A draw on this matter is announced already. Go on with that one."))


def _locked(sample: Sample) -> Sample:
    return Sample.objects.select_for_update(of=("self",)).select_related("office", "item").get(pk=sample.pk)


def _record(
    action: str, sample: Sample, *, by: "Person | None", now: dt.datetime, changes: Mapping[str, object]
) -> None:
    record(
        action, actor=by, obj=sample, office=sample.office, label=sample.title, now=now, changes=changes, item=sample.item,
        area_path=sample.area_path,
    )  # fmt: skip
