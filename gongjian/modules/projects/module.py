"""What the module of projects tells the platform about itself."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.asking import showing as asking
from gongjian.core.items.panel import ItemPanel
from gongjian.core.manifest import MenuEntry, Module, Offshoot, Permission
from gongjian.core.publicity.kind import PublicKind, PublicPart
from gongjian.modules.projects.actions.proposing import search_texts
from gongjian.modules.projects.flows import MILESTONE, PROJECT
from gongjian.modules.projects.ledgers import MILESTONES, PROJECTS
from gongjian.modules.projects.measures import MEASURES
from gongjian.modules.projects.publishing import lacking, people_of, public_context, summary, words_of

STAFF = (
    "secretary",
    "department_head",
    "dispatcher",
    "community_clerk",
    "grid_worker",
    "checker",
    "branch_secretary",
    "finance_clerk",
)
GROUP = _("Projects")

MODULE = Module(
    slug="projects",
    label=GROUP,
    urls="gongjian.modules.projects.urls",
    flows=(PROJECT, MILESTONE),
    permissions=(
        Permission("projects.view", _("Read projects and their plans"), (*STAFF, "auditor")),
        Permission("projects.propose", _("Propose projects, plan and carry out those of one's unit"),
                   ("department_head", "community_clerk", "branch_secretary")),
        Permission("projects.approve", _("Approve, return, refuse, suspend and cancel projects"), ("secretary",)),
        Permission("projects.work", _("Carry out the milestones of one's unit"),
                   ("department_head", "community_clerk", "grid_worker", "branch_secretary", "partner_contact")),
        Permission("projects.confirm", _("Confirm as the second person that a milestone is reached"),
                   ("secretary", "checker")),
        Permission("projects.evaluate", _("Evaluate delivered projects as the second person"), ("secretary", "checker")),
    ),
    menu=(
        MenuEntry(_("All projects"), "projects:list", "flag", GROUP, "projects.view", order=380),
        MenuEntry(_("Milestones"), "projects:milestones", "target", GROUP, "projects.view", order=381),
        MenuEntry(_("Quarterly review"), "projects:rounds", "star", GROUP, "projects.view", order=382),
    ),
    offshoots=(
        Offshoot(_("Propose a project from this"), "projects:propose", "projects.propose", ("report", "need", "decision"), "flag"),
    ),
    ledgers=(PROJECTS, MILESTONES),
    measures=MEASURES,
    texts={"project": search_texts},
    quotes={"project": words_of},
    rooted={"project": _("No report, need or meeting stands behind it")},
    households={"project": "project__households"},
    involved={"project": people_of},
    publications=(
        PublicKind("project", "projects", GROUP, "projects/public.html", public_context, summary=summary, lacking=lacking),
    ),
    public_parts=(PublicPart("project", "asking/public_part.html", asking.public_of, order=40),),
    panels=(ItemPanel("project", "asking/panel.html", asking.panel_of, order=40),),
    acts={
        "propose_project": pgettext_lazy("trail", "Proposed a project"),
        "change_project": pgettext_lazy("trail", "Changed a project"),
        "waive_agreement": pgettext_lazy("trail", "Wrote down why no agreement is needed"),
        "add_partner": pgettext_lazy("trail", "Added a partner to a project"),
        "end_partner": pgettext_lazy("trail", "Ended a partner's part in a project"),
        "add_milestone": pgettext_lazy("trail", "Put a milestone into a plan"),
        "add_to_team": pgettext_lazy("trail", "Added somebody to a team"),
        "take_off_team": pgettext_lazy("trail", "Took somebody off a team"),
        "evaluate": pgettext_lazy("trail", "Worked an evaluation out"),
    },
    unaudited_models={
        "projects.ProjectField": "a list of words that comes with the product and its demo",
        "projects.Method": "dated data that comes with the product and its demo; each evaluation names the one it used",
    },
    seeds="gongjian.modules.projects.seeds",
    docs="docs/modules/projects.md",
    glossary=("Project", "ProjectField", "ProjectPartner", "TeamMember", "Milestone", "Method", "Evaluation"),
)  # fmt: skip
