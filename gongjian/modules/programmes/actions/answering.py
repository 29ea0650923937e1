"""A community's list under a theme: what it gives, what it asks for, its activities and who came."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.core.items.verbs import line
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.modules.programmes.actions.common import trail
from gongjian.modules.programmes.actions.themes import text_of
from gongjian.modules.programmes.models import AnswerLine, ThemeAnswer, Way
from gongjian.modules.programmes.policy import access_on, may_fill, must

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Line:
    """What is entered for a line; activities have a day, a place and how many are expected."""

    way: str
    text: str
    matter: Item | None = None
    day: dt.date | None = None
    place: str = ""
    expected: int | None = None


@transaction.atomic
def add_line(answer_id: int, given: Line, *, actor: Person, now: dt.datetime) -> AnswerLine:
    """Add a line while the list is still to be handed in."""
    answer = _locked(answer_id, actor=actor, now=now)
    _must_be(answer, "asked", _("The list has been handed in; it can be changed when it is sent back."))
    text = line(given.text, field="text", most=200)
    place = line(given.place, field="place", most=80, empty=True)
    if given.way == Way.ACTIVITY and (given.day is None or given.expected is None):
        raise Refused(
            _("An activity has a day and a number of people expected."), field="day", code="missing"
        )
    if answer.lines.count() >= MOST_LINES:
        raise Refused(_("A list has at most %(most)s lines.") % {"most": MOST_LINES}, code="too_many")
    if answer.lines.filter(way=given.way, text=text, day=given.day).exists():
        raise Refused(_("This line stands in the list already."), field="text", code="twice")
    if given.matter is not None and given.matter.office_id != answer.item.office_id:
        raise Refused(_("There is no such matter in this office. Check its number."), field="matter")
    made = AnswerLine.objects.create(
        office=answer.item.office, area_path=answer.item.area_path, answer=answer, way=given.way, text=text,
        matter=given.matter, place=place,
        day=given.day if given.way == Way.ACTIVITY else None,
        expected=given.expected if given.way == Way.ACTIVITY else None,
    )  # fmt: skip
    _changed(answer, "add_line", made, actor=actor, now=now)
    return made


@transaction.atomic
def remove_line(line_id: int, *, actor: Person, now: dt.datetime) -> None:
    """Take a line out while the list is still to be handed in."""
    line = AnswerLine.objects.get(pk=line_id)
    answer = _locked(line.answer_id, actor=actor, now=now)
    _must_be(answer, "asked", _("The list has been handed in; it can be changed when it is sent back."))
    trail("remove_line", line, answer.item.office, actor=actor, now=now, item=answer.item)
    line.delete()
    index(answer.item, text_of(answer))


@transaction.atomic
def note_activity(line_id: int, *, came: int, actor: Person, now: dt.datetime) -> AnswerLine:
    """Write down how many came to an activity, once its day has come."""
    line, answer = _activity(line_id, actor=actor, now=now)
    if line.day is not None and line.day > timezone.localdate(now):
        raise Refused(_("The activity is still ahead."), field="came")
    if not 0 <= came <= 100_000:
        raise Refused(_("Enter how many people came."), field="came")
    line.came, line.dropped = came, False
    line.save(update_fields=["came", "dropped"])
    _changed(answer, "note_activity", line, actor=actor, now=now)
    return line


@transaction.atomic
def drop_activity(line_id: int, *, actor: Person, now: dt.datetime) -> AnswerLine:
    """Write down that an activity was not held."""
    line, answer = _activity(line_id, actor=actor, now=now)
    line.came, line.dropped = None, True
    line.save(update_fields=["came", "dropped"])
    _changed(answer, "drop_activity", line, actor=actor, now=now)
    return line


def _activity(line_id: int, *, actor: Person, now: dt.datetime) -> tuple[AnswerLine, ThemeAnswer]:
    line = AnswerLine.objects.get(pk=line_id)
    answer = _locked(line.answer_id, actor=actor, now=now)
    if line.way != Way.ACTIVITY:
        raise Refused(_("Only activities are reported on."), code="wrong_state")
    _must_be(answer, "confirmed", _("Activities are reported on while the confirmed list is carried out."))
    return line, answer


def _locked(answer_id: int, *, actor: Person, now: dt.datetime) -> ThemeAnswer:
    Item.objects.select_for_update(of=("self",)).get(pk=answer_id)
    answer = ThemeAnswer.objects.with_all().get(pk=answer_id)
    must(may_fill(answer, access_on(actor, now)))
    return answer


def _must_be(answer: ThemeAnswer, state: str, words: str) -> None:
    if answer.item.state != state:
        raise Refused(words, code="wrong_state")


def _changed(answer: ThemeAnswer, act: str, line: AnswerLine, *, actor: Person, now: dt.datetime) -> None:
    trail(act, line, answer.item.office, actor=actor, now=now, item=answer.item)
    index(answer.item, text_of(answer))
