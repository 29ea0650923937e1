"""What the module of meetings tells the platform about itself."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.links.node import ThreadNode
from gongjian.core.manifest import MenuEntry, Module, Permission, PersonalField
from gongjian.core.search.source import SearchSource
from gongjian.modules.meetings.actions.deciding import decision_texts, promise_texts
from gongjian.modules.meetings.flows import DECISION, PROMISE
from gongjian.modules.meetings.keeping import KEEP_DAYS, forgetting
from gongjian.modules.meetings.ledgers import DECISIONS, MEETINGS, PROMISES
from gongjian.modules.meetings.measures import MEASURES
from gongjian.modules.meetings.threading import find_meetings, hint_of, meetings_for, page_of_meeting

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
HOLDING = ("secretary", "department_head", "dispatcher", "branch_secretary")

PERMISSIONS = (
    Permission("meetings.view", _("Read meetings, decisions and promises of one's area"), (*STAFF, "auditor")),
    Permission("meetings.hold", _("Call meetings, write minutes, decisions and promises down"), HOLDING),
    Permission("meetings.work", _("Carry out the decisions and keep the promises of one's unit"),
               ("department_head", "community_clerk", "grid_worker", "branch_secretary", "partner_contact")),
    Permission("meetings.check", _("Confirm as the second person that a decision or a promise was kept"),
               ("secretary", "checker")),
)  # fmt: skip
MENU = (
    MenuEntry(
        _("Joint meetings"), "meetings:list", "people", _("Joint meetings"), "meetings.view", order=400
    ),
    MenuEntry(_("Decisions"), "meetings:decisions", "check", _("Joint meetings"), "meetings.view", order=410),
    MenuEntry(_("Promises"), "meetings:promises", "hand", _("Joint meetings"), "meetings.view", order=420),
)

MODULE = Module(
    slug="meetings",
    label=_("Joint meetings"),
    urls="gongjian.modules.meetings.urls",
    public_urls="gongjian.modules.meetings.public_urls",
    public_prefix="meeting",
    public_door=False,
    flows=(DECISION, PROMISE),
    permissions=PERMISSIONS,
    menu=MENU,
    ledgers=(MEETINGS, DECISIONS, PROMISES),
    measures=MEASURES,
    jobs=(forgetting,),
    personal_fields=(
        PersonalField("meetings.Attendance", "name_sealed", _("To tell who came to a meeting"), KEEP_DAYS, "sealed"),
    ),
    threads=(
        ThreadNode(
            "meetings.meeting", _("Meeting"), meetings_for, lambda row: row.title, page_of_meeting, hint=hint_of,
            icon="people",
        ),
    ),
    searches=(SearchSource("meetings", _("Joint meetings"), find_meetings),),
    texts={"decision": decision_texts, "promise": promise_texts},
    rooted={"decision": _("Not agreed in any meeting")},
    acts={
        "call_meeting": pgettext_lazy("trail", "Called a meeting"),
        "cancel_meeting": pgettext_lazy("trail", "Called a meeting off"),
        "ask_unit": pgettext_lazy("trail", "Asked a unit to a meeting"),
        "check_in": pgettext_lazy("trail", "Signed in at a meeting"),
        "set_presence": pgettext_lazy("trail", "Wrote down who came"),
        "add_point": pgettext_lazy("trail", "Put a point on the agenda"),
        "take_point_off": pgettext_lazy("trail", "Took a point off the agenda"),
        "write_outcome": pgettext_lazy("trail", "Wrote down what was said"),
        "decide": pgettext_lazy("trail", "Wrote a decision down"),
        "promise": pgettext_lazy("trail", "Wrote a promise down"),
        "settle_minutes": pgettext_lazy("trail", "Settled the minutes"),
    },
    seeds="gongjian.modules.meetings.seeds",
    docs="docs/modules/meetings.md",
    glossary=("Meeting", "AgendaPoint", "Attendance", "Decision", "Promise"),
)  # fmt: skip
