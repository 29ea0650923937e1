"""What programmes, goals and themes tell the platform about themselves."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.panel import ItemPanel
from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.links.node import ThreadNode
from gongjian.core.manifest import Job, MenuEntry, Module, Permission
from gongjian.modules.programmes.actions import search_texts
from gongjian.modules.programmes.flows import ANSWER
from gongjian.modules.programmes.ledgers import ANSWERS, GOALS, LINES, PROGRAMMES, THEMES
from gongjian.modules.programmes.measures import MEASURES
from gongjian.modules.programmes.models import Strand
from gongjian.modules.programmes.refreshing import refresh_goals
from gongjian.modules.programmes.showing import panel_of

STAFF = (
    "secretary",
    "department_head",
    "dispatcher",
    "community_clerk",
    "grid_worker",
    "checker",
    "branch_secretary",
)
GROUP = _("Themes and programmes")

MODULE = Module(
    slug="programmes",
    label=GROUP,
    urls="gongjian.modules.programmes.urls",
    public_urls="gongjian.modules.programmes.public_urls",
    public_prefix="themes",
    public_hint=_("The theme of the quarter, what communities do about it, and programmes with their projects."),
    public_icon="flag",
    flows=(ANSWER,),
    permissions=(
        Permission("programmes.view", _("Read programmes, goals and themes"), (*STAFF, "auditor")),
        Permission("programmes.lead", _("Start programmes, set goals, publish themes"), ("secretary",)),
        Permission("programmes.hang", _("Hang projects on strands, and take them off"),
                   ("secretary", "department_head", "branch_secretary")),
        Permission("programmes.answer", _("Fill in the community's answer, report on one's unit's goals"),
                   ("community_clerk", "department_head")),
        Permission("programmes.check", _("Confirm answers or send them back"), ("secretary", "checker")),
    ),
    menu=(
        MenuEntry(_("Themes of the quarter"), "programmes:themes", "flag", GROUP, "programmes.view", order=330),
        MenuEntry(_("Answers to themes"), "programmes:answers", "table", GROUP, "programmes.view", order=331),
        MenuEntry(_("Two-way lists and activities"), "programmes:lines", "table", GROUP, "programmes.view", order=332),
        MenuEntry(_("Programmes"), "programmes:programmes", "tree", GROUP, "programmes.view", order=333),
        MenuEntry(_("Goals of the year"), "programmes:goals", "target", GROUP, "programmes.view", order=334),
    ),
    ledgers=(THEMES, ANSWERS, LINES, PROGRAMMES, GOALS),
    measures=MEASURES,
    jobs=(Job("programmes.goals", _("Count goals that a number of the product measures"), 3600, refresh_goals),),
    texts={"theme_answer": search_texts},
    threads=(
        ThreadNode(
            "programmes.strand", _("Strand"),
            lambda access: Strand.objects.visible_to(access).select_related("programme", "office"),
            title=str, url=lambda row: page_by_number("programmes:programme")(row.programme), icon="tree",
        ),
    ),
    panels=(ItemPanel("project", "programmes/panel.html", panel_of, order=80),),
    acts={
        "start_programme": pgettext_lazy("act", "Started a programme"),
        "add_strand": pgettext_lazy("act", "Added a strand"),
        "set_goal": pgettext_lazy("act", "Set a goal"),
        "report_progress": pgettext_lazy("act", "Reported progress"),
        "reverse_entry": pgettext_lazy("act", "Reversed an entry"),
        "publish_theme": pgettext_lazy("act", "Published a theme"),
        "add_line": pgettext_lazy("act", "Added a line"),
        "remove_line": pgettext_lazy("act", "Took a line out"),
        "note_activity": pgettext_lazy("act", "Wrote down who came"),
        "drop_activity": pgettext_lazy("act", "Wrote down that it was dropped"),
    },
    unaudited_models={
        "programmes.ThemeAnswer": "opened together with its matter, whose own trail row names it",
    },
    seeds="gongjian.modules.programmes.seeds",
    docs="docs/modules/programmes.md",
    glossary=("Programme", "Strand", "AnnualGoal", "GoalEntry", "QuarterTheme", "ThemeAnswer", "AnswerLine"),
)  # fmt: skip
