"""Messages of the past: taken in at their own time and without today's limits, with the answer they got elsewhere."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import make_move
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_text
from gongjian.lib.zh import shorten
from gongjian.modules.reports.actions.receiving import receive
from gongjian.modules.reports.actions.told import Told
from gongjian.modules.reports.models import Answer, Category, Channel, Report

if TYPE_CHECKING:
    from gongjian.modules.reports.bringing.message import Message

LONGEST = 20_000
LONGEST_NOTE = 5000


@transaction.atomic
def bring_message(message: "Message", *, office: Area, category: Category | None, now: dt.datetime) -> Report:
    """Take a message in. Its place is the office: a file does not say the community."""
    told = Told(
        area=office, title=message.title, text=message.body, place=message.place, category=category, name=message.name,
        phone=message.phone, external_id=message.key, external_user=message.user, likes=message.likes,
        dislikes=message.dislikes,
    )  # fmt: skip
    return receive(
        told, channel=Channel.IMPORT, now=now, opened_at=message.opened_at, with_clocks=False, longest=LONGEST
    )


@transaction.atomic
def bring_answer(report: Report, message: "Message") -> Answer:
    """Close the report with the answer it got, at the time it got it."""
    assert message.answered_at is not None
    text = mask_text(message.answer).text
    note = text if len(text) <= LONGEST_NOTE else shorten(text, LONGEST_NOTE)
    make_move(report.pk, "bring_in", public_note=note, now=message.answered_at)
    answer = Answer.objects.create(
        report=report, text=text, at=message.answered_at, day_only=message.answer_day_only
    )
    record(
        "reports.answer", actor=None, obj=answer, office=report.office, label=str(report.item), item=report.item,
        now=message.answered_at,
    )  # fmt: skip
    return answer
