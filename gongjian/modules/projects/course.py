"""How far a project is: its progress from the milestones, and its plan as bars."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from gongjian.modules.projects.models import Milestone, Project


@dataclass(frozen=True, slots=True)
class Bar:
    """A milestone on the line of the project's days: where it is due, in per cent of the whole, and how it stands:
    done, late, or open."""

    milestone: Milestone
    at: int
    tone: str


def progress_of(milestones: Sequence[Milestone]) -> int:
    """Confirmed milestones in per cent of those that were not dropped; 0 for a plan without any."""
    counted = [one for one in milestones if one.item.state != "dropped"]
    done = sum(1 for one in counted if one.item.state == "done")
    return round(100 * done / len(counted)) if counted else 0


def bars_of(project: Project, milestones: Sequence[Milestone], *, today: dt.date) -> list[Bar]:
    """The milestones on the line, in order of their days."""
    days = max(1, (project.end_on - project.start_on).days)
    return [
        Bar(
            one, max(0, min(100, round(100 * (one.due_on - project.start_on).days / days))), _tone(one, today)
        )
        for one in milestones
    ]


def _tone(milestone: Milestone, today: dt.date) -> str:
    if milestone.item.is_closed:
        return "done"
    return "late" if milestone.due_on < today else "open"
