"""Daily and weekly summaries by e-mail: by range, never by date equality, so that a missed run is caught up for and
nothing comes twice. An empty summary is not sent."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.items.inbox import waiting_for_me
from gongjian.core.items.models import Clock, Item, ItemQuerySet
from gongjian.core.items.watching import STILL
from gongjian.core.notices.kinds import KINDS, kind_named
from gongjian.core.notices.models import Delivery, Notice, Preference, Way
from gongjian.core.notices.outbox import is_mail_set_up, kinds_by, language_of, not_before
from gongjian.core.notices.quiet import last_daily, last_weekly
from gongjian.core.notices.wording import letter, line_of, link_to, site_link
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access, access_of

SOON = dt.timedelta(days=2)
WEEK = dt.timedelta(days=7)
TOO_NEAR = dt.timedelta(
    hours=3
)  # a summary that was missed is not made up for so shortly before the next one
SHOWN = 10


def make_digests(now: dt.datetime) -> int:
    """Put the summaries that are due into the outbox; returns how many letters were written."""
    if not is_mail_set_up():
        return 0
    written = 0
    for wish in _wishes().filter(daily=True):
        due = last_daily(now, hour=wish.digest_hour)
        if _is_due(wish.digest_at, due, now, every=dt.timedelta(days=1)):
            written += _write(wish, "digest", due=due, now=now)
    for wish in _wishes().filter(weekly=True):
        due = last_weekly(now, hour=wish.digest_hour)
        if _is_due(wish.weekly_at, due, now, every=dt.timedelta(days=7)):
            written += _write(wish, "weekly", due=due, now=now)
    return written


def _wishes() -> "QuerySet[Preference]":
    wanted = Preference.objects.filter(confirmed_at__isnull=False, person__is_active=True)
    return wanted.select_related("person__office").order_by("pk")


def _is_due(made: dt.datetime | None, due: dt.datetime, now: dt.datetime, *, every: dt.timedelta) -> bool:
    if made is not None and made >= due:
        return False
    return due + every - now > TOO_NEAR


@transaction.atomic
def _write(wish: Preference, kind: str, *, due: dt.datetime, now: dt.datetime) -> int:
    """1 when a letter was written. The row is locked and looked at again: another worker may have been first."""
    column = f"{kind}_at"
    held = lock_of(wish)
    made = getattr(held, column)
    if made is not None and made >= due:
        return 0
    with translation.override(language_of(held.person)):
        parts = list(_daily(held, now) if kind == "digest" else _weekly(held, due))
        subject = _("Today's summary") if kind == "digest" else _("Your week")
        body = letter([*parts, site_link("/desk/")]) if parts else ""
    setattr(held, column, now)
    held.save(update_fields=[column])
    if not body:
        return 0
    Delivery.objects.bulk_create(
        [
            Delivery(
                office=held.person.office, person=held.person, kind=kind, cause=f"{kind}:{due:%Y%m%d%H}",
                subject=subject, body=body, made_at=now, next_at=not_before(held, now),
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return 1


def lock_of(wish: Preference) -> Preference:
    """The row as it stands now, locked until the transaction ends."""
    rows = Preference.objects.select_for_update(of=("self",)).select_related("person__office")
    return rows.get(pk=wish.pk)


def _daily(wish: Preference, now: dt.datetime) -> Iterator[str]:
    """The parts that have something in them: what waits, is overdue, due soon or dormant, and unread news."""
    access = access_of(wish.person, today=timezone.localdate(now))
    mine = _mine(access)
    lists: list[tuple[str, ItemQuerySet]] = [
        (_("Overdue"), mine.overdue(now)),
        (_("Due within two days"), mine.due_between(now, now + SOON)),
        (
            _("Nothing has happened for 14 days"),
            mine.open().filter(changed_at__lt=now - STILL, paused=False),
        ),
    ]
    waiting = waiting_for_me(access).count()
    told = [_part(title, found) for title, found in lists]
    if waiting:
        count = ngettext("{count} matter waits for you.", "{count} matters wait for you.", waiting)
        told.insert(0, count.format(count=waiting))
    yield from (part for part in [*told, _news(wish)] if part)


def _mine(access: Access) -> ItemQuerySet:
    hands = Q(handler_id__in=access.person_ids) | Q(unit_id__in=access.headed_unit_ids)
    return Item.objects.filter(hands).select_related("area")


def _part(title: str, found: ItemQuerySet) -> str:
    count = found.count()
    if not count:
        return ""
    return "\n".join([f"{title} ({count})", *_lines(found.order_by("due_at", "pk")[:SHOWN], count)])


def _lines(items: Iterable[Item], count: int) -> Iterator[str]:
    for item in items:
        yield f"- {line_of(item)} {link_to(item)}".rstrip()
    if count > SHOWN:
        yield ngettext("{count} more", "{count} more", count - SHOWN).format(count=count - SHOWN)


def _news(wish: Preference) -> str:
    """Unread notices of the kinds that she wants in the summary, since the last one."""
    kinds = kinds_by(wish, Way.DIGEST, KINDS)
    unread = Notice.objects.filter(person=wish.person, read_at__isnull=True, kind__in=kinds)
    if wish.digest_at is not None:
        unread = unread.filter(at__gte=wish.digest_at)
    count = unread.count()
    if not count:
        return ""
    lines = [f"- {_told(notice)}" for notice in unread.select_related("item__area")[:SHOWN]]
    rest = count - len(lines)
    more = [ngettext("{count} more", "{count} more", rest).format(count=rest)] if rest else []
    return "\n".join([_("Unread notices") + f" ({count})", *lines, *more])


def _told(notice: Notice) -> str:
    words = str(kind_named(notice.kind).words)
    return f"{line_of(notice.item)}: {words}" if notice.item is not None else words


def _weekly(wish: Preference, due: dt.datetime) -> Iterator[str]:
    """Her own week, then for each unit that she heads what came, was closed, is open, overdue and dormant."""
    yield from _own_week(wish, due)
    units = Unit.objects.filter(
        memberships__person=wish.person,
        memberships__is_head=True,
        memberships__until__isnull=True,
        active=True,
    )
    for unit in units.distinct():
        figures = unit_week(unit, since=due - WEEK, until=due)
        if any(figures.values()):
            told = [f"- {word}: {figures[name]}" for name, word in _figure_words()]
            yield "\n".join([str(unit), *told, *_overdue_duties(Q(item__unit=unit), due)])


def _own_week(wish: Preference, due: dt.datetime) -> Iterator[str]:
    """What is in her own hands: closed last week and open now in one line, then what falls due this week, by its date."""
    mine: Any = Item.objects.filter(handler=wish.person).select_related("area")
    closed = mine.filter(closed_at__gte=due - WEEK, closed_at__lt=due).count()
    running = mine.open()
    figures = [
        (_("closed last week"), closed),
        (_("open now"), running.count()),
        (_("of these overdue"), running.overdue(due).count()),
        (
            _("of these without news for 14 days"),
            running.filter(changed_at__lt=due - STILL, paused=False).count(),
        ),
    ]
    if any(count for _word, count in figures):
        told = [f"- {word}: {count}" for word, count in figures]
        yield "\n".join([_("In your hands"), *told, *_overdue_duties(Q(item__handler=wish.person), due)])
    if part := _part(_("Due this week"), running.due_between(due, due + WEEK)):
        yield part


def _overdue_duties(whose: Q, due: dt.datetime) -> list[str]:
    """A line for each duty of which clocks are overdue."""
    late = Clock.objects.filter(whose, duty__isnull=False, stopped_at__isnull=True, due_at__lt=due)
    counted = late.values_list("duty__label").annotate(count=Count("pk")).order_by("-count", "duty__label")
    return [
        _("- overdue by “%(duty)s”: %(count)s") % {"duty": label, "count": count} for label, count in counted
    ]


def unit_week(unit: Unit, *, since: dt.datetime, until: dt.datetime) -> dict[str, int]:
    """Counts of a unit's matters: opened and closed in the span, open, overdue and dormant at its end."""
    items: Any = Item.objects.filter(unit=unit)
    return {
        "opened": items.filter(opened_at__gte=since, opened_at__lt=until).count(),
        "closed": items.filter(closed_at__gte=since, closed_at__lt=until).count(),
        "open": items.open().count(),
        "overdue": items.overdue(until).count(),
        "dormant": items.open().filter(changed_at__lt=until - STILL, paused=False).count(),
    }


def _figure_words() -> list[tuple[str, str]]:
    return [
        ("opened", _("opened last week")),
        ("closed", _("closed last week")),
        ("open", _("open now")),
        ("overdue", _("of these overdue")),
        ("dormant", _("of these without news for 14 days")),
    ]
