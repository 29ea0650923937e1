"""The minutes as a Word document: who came, what was said, what was decided, by whom and until when."""

import io
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from gongjian.modules.meetings.models import Meeting, Presence

FONT = "宋体"


def minutes_docx(meeting: Meeting) -> bytes:
    """The document; a constant number of queries."""
    made = Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    title = made.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    words = title.add_run(_("Minutes: %(title)s") % {"title": meeting.title})
    words.bold, words.font.size = True, Pt(18)
    _facts(made, meeting)
    _points(made, meeting)
    _decisions(made, meeting)
    if meeting.minutes:
        _heading(made, _("Closing words"))
        made.add_paragraph(meeting.minutes)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _facts(made: Any, meeting: Meeting) -> None:
    begins = timezone.localtime(meeting.starts_at)
    by_presence: dict[str, list[str]] = {}
    for one in meeting.attendances.select_related("unit", "person"):
        who = one.person.name if one.person else one.name_shown
        by_presence.setdefault(one.presence, []).append(f"{one.unit.name}（{who}）" if who else one.unit.name)
    rows = [
        (_("Time"), f"{begins:%Y-%m-%d %H:%M}"),
        (pgettext("of a meeting", "Place"), meeting.place),
        (_("Kind of meeting"), meeting.get_kind_display()),
        (pgettext("presence", "Present"), "、".join(by_presence.get(Presence.PRESENT, []))),
        (pgettext("presence", "Excused"), "、".join(by_presence.get(Presence.EXCUSED, []))),
        (pgettext("presence", "Absent"), "、".join(by_presence.get(Presence.ABSENT, []))),
    ]
    for label, value in rows:
        if value:
            line = made.add_paragraph()
            line.add_run(f"{label}：").bold = True
            line.add_run(str(value))


def _points(made: Any, meeting: Meeting) -> None:
    _heading(made, _("Agenda"))
    for number, point in enumerate(meeting.points.select_related("item"), start=1):
        line = made.add_paragraph()
        line.add_run(f"{number}. {point.title}").bold = True
        if point.item:
            line.add_run(f"（{point.item.number}）")
        made.add_paragraph(point.outcome or _("Nothing was written down."))


def _decisions(made: Any, meeting: Meeting) -> None:
    decisions = list(meeting.decisions.with_all())
    if not decisions:
        return
    _heading(made, _("Decisions"))
    table = made.add_table(rows=1, cols=4)
    table.style = "Table Grid"
    head = (_("Number"), pgettext("of a decision", "What is to be done"), _("Owner"), _("To be done by"))
    for cell, words in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for one in decisions:
        owner = " ".join(str(who) for who in (one.item.unit, one.item.handler) if who)
        values = (one.item.number, one.item.title, owner, f"{one.due_on:%Y-%m-%d}")
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value


def _heading(made: Any, words: str) -> None:
    line = made.add_paragraph()
    line.add_run(words).bold = True
    line.runs[0].font.size = Pt(14)
