"""What a move of the report's loop does beyond moving: run by `make_move` inside its transaction."""

import datetime as dt

from django.utils.translation import gettext as _

from gongjian.core.items.models import Item, Step
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record


def write_final_answer(*, item: Item, step: Step, actor: Person | None, now: dt.datetime) -> None:
    """The public words of the closing move are the office's answer of this round."""
    from gongjian.modules.reports.models import Answer

    answer = Answer.objects.create(
        report_id=item.pk, round=item.reopened, text=step.public_note, by=actor, at=now
    )
    record("reports.answer", actor=actor, obj=answer, office=item.office, label=str(item), item=item, now=now)


def fixed_at_once(*, item: Item, step: Step, actor: Person | None, now: dt.datetime) -> None:
    """The result is proposed to the checker; whoever fixed it stands for her unit, so that a reopened report has
    hands to go back to."""
    item.result = "fixed_at_once"
    if actor is None:
        return
    item.handler = item.handler or actor
    if item.unit_id is None:
        membership = actor.memberships.filter(until__isnull=True, unit__office_id=item.office_id).first()
        item.unit = membership.unit if membership else None


def take_off_result(*, item: Item, step: Step, actor: Person | None, now: dt.datetime) -> None:
    """What was not good enough has no result yet."""
    item.result = ""


def demand_target(*, item: Item, step: Step, actor: Person | None, now: dt.datetime) -> None:
    """A report is joined only by the action that knows with which one."""
    if "into" not in step.data:
        raise Refused(_("Choose the report of the same matter with which to join this one."), field="into")


def demand_outside_unit(*, item: Item, step: Step, actor: Person | None, now: dt.datetime) -> None:
    """A report waits outside only together with a hand-over that says for whom and until when."""
    if "unit" not in step.data:
        raise Refused(_("Choose the outside unit and say what it is to do."), field="unit")


def part_from_target(*, item: Item, step: Step, actor: Person | None, now: dt.datetime) -> None:
    """Taken back to the desk, a joined report stands for itself again and follows the other no more."""
    from gongjian.modules.reports.models import Follower, Report

    Report.objects.filter(pk=item.pk).update(merged_into=None)
    Follower.objects.filter(origin_id=item.pk, ended_at__isnull=True).update(ended_at=now)
