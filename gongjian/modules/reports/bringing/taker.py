"""The module's side of taking a workbook in: known by the number elsewhere, written in bulk, later ends taken."""

from collections.abc import Mapping, Sequence
from typing import Any

from gongjian.core.intake.spec import Entry, Intake, Key, Known, Place
from gongjian.core.items.flow import WITHDRAWN, Phase
from gongjian.core.items.models import Clock
from gongjian.core.refusal import Refused
from gongjian.modules.reports.actions.bringing_in import Brought, bring_in, take_correction
from gongjian.modules.reports.actions.taking_back import correct_back, withdraw_reports
from gongjian.modules.reports.bringing import reading
from gongjian.modules.reports.bringing.fields import EXAMPLE, FIELDS
from gongjian.modules.reports.models import Channel, Report

SOURCES = (
    (Channel.HOTLINE, ("12345", "热线")),
    (Channel.PHONE, ("电话", "来电", "call", "phone")),
    (Channel.COUNTER, ("来访", "窗口", "大厅", "接待")),
    (Channel.LETTER, ("来信", "信件", "信函", "letter")),
    (Channel.VISIT, ("巡查", "网格", "走访", "worker")),
    (Channel.WEB, ("网", "微信", "小程序", "公众号", "app", "web")),
)


class ReportTaker:
    """See `core/intake/spec.Taker`."""

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """See `reading.key_of`."""
        return reading.key_of(values)

    def check(self, entry: Entry, place: Place) -> None:
        """See `reading.check`."""
        reading.check(entry, place)

    def known(self, keys: Sequence[Key], place: Place) -> Mapping[Key, Known]:
        """The reports of these numbers in the office. Only what a later file may correct is compared."""
        numbered = _reports(place).exclude(external_id="")  # said so that SQLite takes the index of numbers
        found = list(numbered.filter(external_id__in=[key[0] for key in keys]))
        if ours := [key[0] for key in keys if len(key) > 1]:
            found += _reports(place).filter(item__number__in=ours)
        if not found:
            return {}
        due = Clock.objects.filter(item__in=[row.pk for row in found], name="due", stopped_at__isnull=True)
        targets = dict(due.values_list("item_id", "fixed_due_at"))
        stored: dict[Key, Known] = {}
        for report in found:
            one = Known(report.pk, str(report.item), _comparable(report, targets.get(report.pk)))
            at = reading.minute(report.item.opened_at)
            stored |= dict.fromkeys(
                [(report.external_id,), (report.external_id, at), (report.item.number, at)], one
            )
        return stored

    def add(self, entries: Sequence[Entry], place: Place) -> Sequence[int | Refused]:
        """New reports, closed where the file says how they ended."""
        told = [_brought(entry) for entry in entries]
        return bring_in(told, office=place.office, actor=place.actor, now=place.now)

    def change(self, entry: Entry, known: Known, names: Sequence[str], place: Place) -> None:
        """Take the end that arrived later, and what was corrected."""
        take_correction(known.id, _brought(entry), names=names, actor=place.actor, now=place.now)

    def withdraw(self, ids: Sequence[int], place: Place, *, reason: str) -> Mapping[int, Refused]:
        """Reports that were brought in by mistake; their numbers elsewhere are free again."""
        return withdraw_reports(ids, reason=reason, actor=place.actor, now=place.now)

    def put_back(self, pk: int, values: Mapping[str, Any], place: Place) -> None:
        """Votes, title, place and the day to be done by as they were before the file."""
        correct_back(pk, values, actor=place.actor, now=place.now)


def _reports(place: Place) -> Any:
    rows = Report.objects.filter(office=place.office).exclude(item__state=WITHDRAWN).select_related("item")
    return rows.defer("body", "body_sealed")


def _comparable(report: Report, target: Any) -> dict[str, Any]:
    """An end is taken once; of what has ended only the votes still change."""
    values: dict[str, Any] = {"likes": report.likes, "dislikes": report.dislikes}
    if report.item.phase == Phase.CLOSED:
        return values
    values |= {"title": report.item.title, "place": report.item.place, "target": target}
    if report.item.phase == Phase.REPORTED:
        values |= {"answer": "", "closed": None}
    return values


def _brought(entry: Entry) -> Brought:
    values = entry.values
    body = values["body"]
    closed = values.get("closed") or values.get("answered")
    answered = values.get("answered") or values.get("closed")
    return Brought(
        key=entry.key[0], opened_at=values["opened"], body=body, title=values.get("title", ""), area=values.get("area"),
        place=values.get("place", ""), lat=_float(values.get("lat")), lon=_float(values.get("lon")),
        category=values.get("category", ""), channel=_channel(values.get("source", "")), urgent=bool(values.get("urgent")),
        name=values.get("name", ""), phone=values.get("phone", ""), user=values.get("user", ""),
        likes=values.get("likes") or 0, dislikes=values.get("dislikes") or 0, target=values.get("target"),
        closed_at=closed, answer=values.get("answer", ""), answered_at=answered,
        answer_day_only=bool(values.get("answered_day_only" if "answered" in values else "closed_day_only")),
    )  # fmt: skip


def _channel(source: str) -> str:
    """The way it came, as far as the word in the file tells; else it came from a file."""
    said = source.lower()
    return next((str(way) for way, words in SOURCES if any(word in said for word in words)), Channel.IMPORT)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


EXPORTED = {
    "number": "here", "external": "number", "title": "title", "category": "category", "area": "area", "opened": "opened",
    "channel": "source", "likes": "likes",
}  # fmt: skip
INTAKE = Intake(
    permission="reports.register", fields=FIELDS, taker=ReportTaker(), example=EXAMPLE, exported=EXPORTED,
    lasting=("answer", "closed"),
)  # fmt: skip
