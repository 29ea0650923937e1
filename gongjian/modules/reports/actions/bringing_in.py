"""Matters of elsewhere: taken in by the hundred at their own time, with the end they had there, and corrected later."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import make_move
from gongjian.core.items.bulk import Closing, Draft, open_items
from gongjian.core.items.clocks import refresh_item, set_fixed_clock
from gongjian.core.items.models import Item
from gongjian.core.people.models import Person
from gongjian.core.privacy.keys import held_keys
from gongjian.core.privacy.sealing import seal
from gongjian.core.refusal import Refused
from gongjian.core.rows import build, insert_objects, reserve_ids
from gongjian.core.trail.actions import Act, record, record_many
from gongjian.lib.bearer import digest_of
from gongjian.lib.masks import mask_text
from gongjian.lib.zh import shorten
from gongjian.modules.reports.actions.receiving import refresh_search, seal_contact
from gongjian.modules.reports.actions.told import TITLE_LENGTH
from gongjian.modules.reports.flows import REPORT
from gongjian.modules.reports.follow import token_of
from gongjian.modules.reports.models import Answer, Category, Channel, Report

LONGEST_NOTE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A matter as it was kept elsewhere, cleaned; title, place and answer are masked, the body is not.

    `key` is the number by which it is known again. With `closed_at` it has ended there, with `answer` if there was one.
    """

    key: str
    opened_at: dt.datetime
    body: str
    title: str = ""
    area: Area | None = None
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    category: str = ""
    channel: str = Channel.IMPORT
    urgent: bool = False
    name: str = ""
    phone: str = ""
    user: str = ""
    likes: int = 0
    dislikes: int = 0
    target: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    answer: str = ""
    answered_at: dt.datetime | None = None
    answer_day_only: bool = False


@transaction.atomic
def bring_in(
    told: Sequence[Brought], *, office: Area, actor: Person | None, now: dt.datetime
) -> list[int | Refused]:
    """Take up to 500 matters in, each at its own time and without today's limits; the report's id or why not.

    The number of queries does not depend on how many there are.
    """
    categories = {one.name: one for one in Category.objects.of_office(office.pk).filter(until__isnull=True)}
    places: list[int] = []
    reports: list[Report] = []
    answers: list[int | Refused] = [0] * len(told)
    with held_keys():
        for place, one in enumerate(told):
            try:
                reports.append(_report(one, categories.get(one.category), office=office))
                places.append(place)
            except Refused as refused:
                answers[place] = refused
    chosen = [told[place] for place in places]
    drafts = [
        _draft(one, report, categories.get(one.category), office=office)
        for one, report in zip(chosen, reports, strict=True)
    ]
    hang = _hanging(reports, actor=actor, office=office, now=now)
    opened = open_items(REPORT, drafts, office=office, now=now, actor=actor, with_clocks=False, hang=hang)
    for place, found in zip(places, opened, strict=True):
        answers[place] = found if isinstance(found, Refused) else found.pk
    ended = [
        (one, report, item)
        for one, report, item in zip(chosen, reports, opened, strict=True)
        if isinstance(item, Item) and one.answer
    ]
    _answer(ended, office=office)
    return answers


def _report(one: Brought, category: Category | None, *, office: Area) -> Report:
    """The report without its item; raises Refused."""
    if len(one.key) > 60:
        raise Refused(_("the number has more than 60 characters"))
    report = build(
        Report, uid=uuid4(), office_id=office.pk, channel=one.channel, category_id=category.pk if category else None,
        body=mask_text(one.body).text,
        external_id=one.key, external_user=one.user[:60], likes=one.likes, dislikes=one.dislikes,
    )  # fmt: skip
    if report.body != one.body:
        report.body_sealed = seal(report, "body", one.body)
    if one.name or one.phone:
        seal_contact(report, name=one.name, phone=one.phone)
    report.follow_hash = digest_of(token_of(report))
    return report


def _draft(one: Brought, report: Report, category: Category | None, *, office: Area) -> Draft:
    area = one.area or office
    title = one.title or mask_text(shorten(one.body.replace("\n", " "), TITLE_LENGTH)).text
    words = (report.body, area.name, str(category or ""), one.key)
    return Draft(
        area=area, title=title.replace("\n", " "), opened_at=one.opened_at, place=one.place.replace("\n", " "), lat=one.lat,
        lon=one.lon, category=category.code if category else "", due_at=one.target, urgent=one.urgent,
        search_text="\n".join(word for word in words if word), closed=_closing(one),
    )  # fmt: skip


def _closing(one: Brought) -> Closing | None:
    if one.closed_at is None:
        return None
    return Closing(move="bring_in", at=one.closed_at, public_note=_note(one))


def _note(one: Brought) -> str:
    """The words with which it closes: the answer, cut where a step cannot hold it."""
    if not one.answer:
        return _("Closed before it was brought in; no answer came with it.")
    return one.answer if len(one.answer) <= LONGEST_NOTE else shorten(one.answer, LONGEST_NOTE)


def _hanging(
    reports: Sequence[Report], *, actor: Person | None, office: Area, now: dt.datetime
) -> Callable[[Sequence[tuple[int, Item]]], None]:
    def hang(made: Sequence[tuple[int, Item]]) -> None:
        for place, item in made:
            reports[place].item = item  # its key as well
        kept = [reports[place] for place, _item in made]
        insert_objects(Report, kept)
        record_many([_received(report, now=now) for report in kept], actor=actor, office=office)

    return hang


def _received(report: Report, *, now: dt.datetime) -> Act:
    item = report.item
    changes = {
        "channel": str(report.channel), "category": item.category, "number elsewhere": report.external_id,
    }  # fmt: skip
    return Act(action="reports.receive", obj=report, label=str(item), item=item, now=now, changes=changes)


def _answer(ended: Sequence[tuple[Brought, Report, Item]], *, office: Area) -> None:
    answers = [
        Answer(
            report_id=item.pk, text=one.answer, at=one.answered_at or item.closed_at, day_only=one.answer_day_only
        )
        for one, _report, item in ended
    ]  # fmt: skip
    for answer, pk in zip(answers, reserve_ids(Answer, len(answers)), strict=True):
        answer.pk = pk
    insert_objects(Answer, answers)
    acts = [
        Act(action="reports.answer", obj=answer, label=str(item), item=item, now=answer.at)
        for answer, (_one, _report, item) in zip(answers, ended, strict=True)
    ]
    record_many(acts, actor=None, office=office)


@transaction.atomic
def take_correction(
    report_id: int, one: Brought, *, names: Sequence[str], actor: Person | None, now: dt.datetime
) -> None:
    """Write what a later file says differently of a report: votes, title, place, the day to be done by, or its end.

    Raises Refused when it has gone on here meanwhile in a way that the file does not know of.
    """
    item = Item.objects.select_for_update(of=("self",)).get(pk=report_id)
    report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
    if item.is_closed and set(names) - {"likes", "dislikes"}:
        raise Refused(_("it was closed here meanwhile; the file changes nothing in it"))
    changes = _correct_votes(report, one, names) | _correct_item(item, one, names, now=now)
    if "title" in changes or "place" in changes:
        report.item = item
        refresh_search(report)
    if changes:
        record(
            "reports.correct", actor=actor, obj=report, office=item.office, label=str(item), item=item, changes=changes,
            now=now,
        )  # fmt: skip
    if set(names) & {"answer", "closed"} and one.closed_at is not None:
        _end(report, one)


def _correct_votes(report: Report, one: Brought, names: Sequence[str]) -> Mapping[str, object]:
    changed = [name for name in ("likes", "dislikes") if name in names]
    changes = {name: [getattr(report, name), getattr(one, name)] for name in changed}
    for name in changed:
        setattr(report, name, getattr(one, name))
    if changed:
        report.save(update_fields=changed)
    return changes


def _correct_item(item: Item, one: Brought, names: Sequence[str], *, now: dt.datetime) -> dict[str, object]:
    changes: dict[str, object] = {}
    for name in ("title", "place"):
        if name in names:
            changes[name] = [getattr(item, name), getattr(one, name)]
            setattr(item, name, getattr(one, name))
    if "target" in names and one.target is not None:
        before = set_fixed_clock(item, "due", due_at=one.target, now=item.opened_at)
        changes["due_at"] = [before, one.target]
        refresh_item(item)
    if changes:
        item.changed_at = now
        item.save()
    return changes


def _end(report: Report, one: Brought) -> None:
    """Close the report at the time it ended elsewhere, with the answer it got."""
    assert one.closed_at is not None
    make_move(report.pk, "bring_in", public_note=_note(one), now=one.closed_at)
    if one.answer:
        _answer([(one, report, Item.objects.get(pk=report.pk))], office=report.office)
