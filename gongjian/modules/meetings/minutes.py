"""The minutes as a Word document: who came, what was said, what was decided, by whom and until when."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.lib.docx.plain import Plain
from gongjian.modules.meetings.models import Decision, Meeting, Presence


def minutes_docx(meeting: Meeting) -> bytes:
    """The document; a constant number of queries."""
    made = Plain(_("Minutes: %(title)s") % {"title": meeting.title})
    made.facts(_facts(meeting))
    _points(made, meeting)
    _decisions(made, meeting)
    if meeting.minutes:
        made.heading(_("Closing words"))
        made.text(meeting.minutes)
    return made.as_bytes()


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    begins = timezone.localtime(meeting.starts_at)
    by_presence: dict[str, list[str]] = {}
    for one in meeting.attendances.select_related("unit", "person"):
        who = one.person.name if one.person else one.name_shown
        by_presence.setdefault(one.presence, []).append(f"{one.unit.name}（{who}）" if who else one.unit.name)
    return [
        (_("Time"), f"{begins:%Y-%m-%d %H:%M}"),
        (pgettext("of a meeting", "Place"), meeting.place),
        (_("Kind of meeting"), meeting.get_kind_display()),
        (pgettext("presence", "Present"), "、".join(by_presence.get(Presence.PRESENT, []))),
        (pgettext("presence", "Excused"), "、".join(by_presence.get(Presence.EXCUSED, []))),
        (pgettext("presence", "Absent"), "、".join(by_presence.get(Presence.ABSENT, []))),
    ]


def _points(made: Plain, meeting: Meeting) -> None:
    made.heading(_("Agenda"))
    for number, point in enumerate(meeting.points.select_related("item"), start=1):
        made.text(f"（{point.item.number}）" if point.item else "", bold=f"{number}. {point.title}")
        made.text(point.outcome or _("Nothing was written down."))


def _decisions(made: Plain, meeting: Meeting) -> None:
    decisions = list(meeting.decisions.with_all())
    if not decisions:
        return
    made.heading(_("Decisions"))
    head = (_("Number"), pgettext("of a decision", "What is to be done"), _("Owner"), _("To be done by"))
    made.table(head, [_line(one) for one in decisions])


def _line(decision: Decision) -> tuple[str, ...]:
    item = decision.item
    owner = " ".join(str(who) for who in (item.unit, item.handler) if who)
    return (item.number, item.title, owner, f"{decision.due_on:%Y-%m-%d}")
