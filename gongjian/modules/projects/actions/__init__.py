"""The verbs of projects beside the moves of their loops."""

from gongjian.modules.projects.actions.evaluating import evaluate
from gongjian.modules.projects.actions.planning import add_milestone, add_to_team, take_off_team
from gongjian.modules.projects.actions.proposing import Plan, change_project, propose_project, waive_agreement
from gongjian.modules.projects.actions.taking_part import add_partner, end_partner, unit_withdrew

__all__ = [
    "Plan",
    "add_milestone",
    "add_partner",
    "add_to_team",
    "change_project",
    "end_partner",
    "evaluate",
    "propose_project",
    "take_off_team",
    "unit_withdrew",
    "waive_agreement",
]
