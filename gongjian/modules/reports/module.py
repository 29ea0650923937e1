"""What the module of reports tells the platform about itself."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.panel import ItemPanel
from gongjian.core.manifest import Job, MenuEntry, Module, Permission, PersonalField
from gongjian.core.search.source import SearchSource
from gongjian.modules.reports.actions.contacts import KEEP_DAYS, forget_contacts, index_names
from gongjian.modules.reports.actions.drafting import sweep_drafts
from gongjian.modules.reports.actions.receiving import search_texts, words_of
from gongjian.modules.reports.books import CATEGORIES, RULES
from gongjian.modules.reports.finding import find_contacts
from gongjian.modules.reports.flows import REPORT
from gongjian.modules.reports.hearing.counting import count_all
from gongjian.modules.reports.hearing.joining import join_new
from gongjian.modules.reports.hearing.ledgers import TOPICS
from gongjian.modules.reports.hearing.threading import TOPIC
from gongjian.modules.reports.ledgers import REPORTS
from gongjian.modules.reports.measures import MEASURES
from gongjian.modules.reports.models.open311 import SET_UP
from gongjian.modules.reports.open311.following import follow_errands
from gongjian.modules.reports.open311.media import LANE, MEDIA_TASK
from gongjian.modules.reports.open311.panel import PANEL
from gongjian.modules.reports.open311.sending import SEND_TASK
from gongjian.modules.reports.open311.their_questions import learn_questions
from gongjian.modules.reports.papers import PAPER_COLUMNS
from gongjian.modules.reports.proving.actions import draw_due_inspections
from gongjian.modules.reports.rating.keeping import count_again
from gongjian.modules.reports.rating.panel import panel_of
from gongjian.modules.reports.shown.files import make_due
from gongjian.modules.reports.triage.learning import learn_all
from gongjian.modules.reports.triage.suggesting import suggest_new

STAFF = ("secretary", "department_head", "dispatcher", "community_clerk", "grid_worker", "checker")
HANDLERS = ("department_head", "community_clerk", "grid_worker")

PERMISSIONS = (
    Permission("reports.view", _("Read reports, with names and numbers masked"), (*STAFF, "branch_secretary", "auditor")),
    Permission("reports.register", _("Write down a report from telephone, letter, counter or hotline"),
               ("dispatcher", "community_clerk", "grid_worker")),
    Permission("reports.dispatch", _("Sort, dispatch, join and refuse reports"), ("dispatcher",)),
    Permission("reports.handle", _("Accept, handle and hand in the reports of one's unit"), HANDLERS),
    Permission("reports.assign", _("Give a report to another person of the unit"), ("department_head",)),
    Permission("reports.fix", _("Fix at once and show the proof"), ("dispatcher", *HANDLERS)),
    Permission("reports.check", _("Check as the second person, close and answer"), ("checker", "secretary")),
    Permission("reports.reopen", _("Reopen a closed report"), ("checker", "secretary")),
    Permission("reports.prove", _("Announce call-backs and re-inspections of closed reports"), ("checker", "secretary")),
    Permission("reports.inspect", _("Look at closed reports again on site, unless one has a part in them"),
               ("checker", "secretary", "dispatcher", "department_head")),
    Permission("reports.answer", _("Give the resident word in between"), ("dispatcher", "checker", *HANDLERS)),
    Permission("reports.reveal", _("See the reporter's name and number, giving a reason"), ("dispatcher", *HANDLERS)),
    Permission("reports.find_by_phone", _("Find reports by the reporter's exact number"), ("dispatcher",)),
    Permission("reports.set_up", _("Keep categories and answer templates"), ("dispatcher",)),
    Permission(SET_UP, _("Connect other systems: issue keys, say where reports are sent on"), ("dispatcher",)),
    Permission("reports.ask_exclusion", _("Ask that a report be left out of a rate, giving a reason"),
               ("dispatcher", "department_head", "community_clerk")),
    Permission("reports.decide_exclusion", _("Decide what is left out of a rate, as a second person with another role"),
               ("checker", "secretary")),
    Permission("reports.publish", _("Show answers and topics to everybody, with personal data removed, and take them back"),
               ("secretary", "department_head", "dispatcher", "community_clerk")),
    Permission("reports.open_data", _("Decide what is given away as open data"), ("secretary",)),
    Permission("reports.weigh", _("Set what the rates weigh, by a document"), ("secretary",)),
)  # fmt: skip

MENU = (
    MenuEntry(_("Sort new reports"), "reports:sort", "inbox", _("Reports"), "reports.dispatch", order=200),
    MenuEntry(_("All reports"), "reports:ledger", "table", _("Reports"), "reports.view", order=210),
    MenuEntry(_("Write down a report"), "reports:new", "plus", _("Reports"), "reports.register", order=220),
    MenuEntry(
        _("Find by number"), "reports:by_phone", "tel", _("Reports"), "reports.find_by_phone", order=230
    ),
    MenuEntry(_("Hot topics"), "reports:topics", "chart", _("Reports"), "reports.view", order=232),
    MenuEntry(_("Categories"), "reports:categories", "tree", _("Reports"), "reports.set_up", order=238),
    MenuEntry(
        _("Suggested categories"), "reports:triage", "target", _("Reports"), "reports.set_up", order=239
    ),
    MenuEntry(_("Routing rules"), "reports:rules", "right", _("Reports"), "reports.set_up", order=239),
    MenuEntry(_("Rates"), "reports:rates", "chart", _("Reports"), "reports.view", order=235),
    MenuEntry(
        pgettext_lazy("that closed means done", "Proof"),
        "reports:proof",
        "eye",
        _("Reports"),
        "reports.view",
        order=235,
    ),
    MenuEntry(
        _("Categories and templates"), "reports:set_up", "doc", _("Reports"), "reports.set_up", order=240
    ),
    MenuEntry(_("Open data"), "reports:open_data", "globe", _("Reports"), "reports.open_data", order=245),
    MenuEntry(_("Connections"), "reports:open311", "key", _("Reports"), SET_UP, order=250),
)

CALLING_BACK = _("To call the reporter back and to tell her the result")
PERSONAL = (
    PersonalField("reports.Report", "reporter_name_sealed", CALLING_BACK, KEEP_DAYS, "sealed"),
    PersonalField("reports.Report", "reporter_phone_sealed", CALLING_BACK, KEEP_DAYS, "sealed, blind index"),
    PersonalField("reports.Report", "reporter_email_sealed", CALLING_BACK, KEEP_DAYS, "sealed"),
    PersonalField("reports.Receipt", "media_sealed", _("To fetch the picture that was sent as an address"), 1, "sealed"),
    PersonalField("reports.Open311Server", "key_sealed", _("To send reports to another system; it is a key, not a person's datum"),
                  1, "sealed"),
    PersonalField("reports.Report", "body_sealed", _("The words as they came, where numbers in them are masked"),
                  KEEP_DAYS, "sealed"),
    PersonalField("reports.Follower", "phone_sealed", CALLING_BACK, KEEP_DAYS, "sealed, blind index"),
    PersonalField("reports.InspectionPlan", "seed_sealed", _("No personal datum: the secret number of an announced draw"), 366,
                  "sealed until the draw, then told"),
    PersonalField("reports.Draft", "text_sealed", _("To go on writing on the public page"), 1, "sealed"),
    PersonalField("reports.Draft", "place_sealed", _("To go on writing on the public page"), 1, "sealed"),
)  # fmt: skip

ACTS = {
    "receive": _("Took a report in"),
    "answer": _("Answered the resident"),
    "correct": _("Corrected a report from a file"),
    "issue_key": _("Issued a key to another system"),
    "revoke_key": _("Revoked another system's key"),
    "save_server": _("Set up another system"),
    "switch_server": _("Switched another system on or off"),
    "remove_server": _("Removed another system"),
    "send_out": _("Sent a report to another system"),
    "send_again": _("Had a report sent again"),
    "call_topic": _("Named or watched a topic"),
    "merge_topics": _("Joined two topics"),
    "split_topic": _("Split a topic"),
    "one_case": _("Made the reports of a topic one case"),
    "say_me_too": _("Followed what neighbours had told"),
    "learn": _("Learnt categories from decided reports"),
    "announce_inspection": _("Announced a re-inspection"),
    "call_off_inspection": _("Called a re-inspection off"),
    "draw_inspection": _("Drew closed reports"),
    "inspect": _("Looked at a closed report again"),
    "save_rule": _("Wrote a routing rule"),
    "try_rule": _("Tried a routing rule on past reports"),
    "switch_rule": _("Switched a routing rule on or off"),
    "ask_exclusion": _("Asked that a report be left out of a rate"),
    "decide_exclusion": _("Decided whether a report is left out of a rate"),
    "show_answer": _("Showed an answer to everybody"),
    "withdraw_answer": _("Took a shown answer back"),
    "show_topic": _("Showed a topic to everybody"),
    "withdraw_topic": _("Took a shown topic back"),
    "set_open_data": _("Set what is given away as open data"),
    "make_open_data": _("Made a month's open data"),
    "set_weights": _("Set what the rates weigh"),
}
UNAUDITED = {
    "reports.KeptCounts": _("counts of what stands in the trail itself, kept for a while and made anew"),
    "reports.TopicMessage": _(
        "counted by a job; what people decide about a topic stands in the trail with the topic"
    ),
    "reports.TopicLink": _("what people decided about a topic: its row in the trail tells it"),
    "reports.Suggestion": _(
        "a proposal made by a job; what a person decides stands in the trail with the report"
    ),
    "reports.Draft": _("what a resident is still writing; the report that comes of it is audited"),
    "reports.ServiceMapping": _(
        "what a category is called elsewhere: its system's row in the trail names all of them"
    ),
    "reports.Errand": _("how far a report sent on is: each step stands in the trail with the report"),
    "reports.Receipt": _("by which key a report came: its report's own row in the trail says so"),
}

MODULE = Module(
    slug="reports",
    label=_("Reports"),
    urls="gongjian.modules.reports.urls",
    public_urls="gongjian.modules.reports.public_urls",
    public_prefix="report",
    api="gongjian.modules.reports.api.router",
    flows=(REPORT,),
    permissions=PERMISSIONS,
    menu=MENU,
    ledgers=(REPORTS, CATEGORIES, RULES, TOPICS),
    measures=MEASURES,
    paper_columns={REPORTS.slug: PAPER_COLUMNS},
    jobs=(
        Job("reports.forget", _("Destroy reporters' names and numbers 90 days after closing"), 6 * 3600, forget_contacts),
        Job("reports.inspections", _("Draw closed reports when an announced re-inspection is due"), 1800, draw_due_inspections),
        Job("reports.names", _("Let sealed names be found by those who may"), 6 * 3600, index_names),
        Job("reports.drafts", _("Take away drafts that were never sent"), 3600, sweep_drafts),
        Job("reports.suggest", _("Suggest categories for new reports"), 60, suggest_new),
        Job("reports.join", _("Let new reports join the topic of their matter"), 3, join_new, lane="topics"),
        Job("reports.topics", _("Count what many people tell of at the same time"), 1800, count_all),
        Job("reports.counts", _("Count the rates of large offices anew"), 900, count_again),
        Job("reports.learn", _("Learn categories from what the desk decided"), 86_400, learn_all),
        Job("reports.open_data", _("Make the open data of months whose day has come"), 3600, make_due, lane="open_data"),
        Job("reports.their_questions", _("Ask other systems what they want to know of a report"), 60, learn_questions, lane=LANE),
        Job("reports.follow", _("Ask other systems how far reports sent there are"), 300, follow_errands, lane=LANE),
    ),
    tasks=(MEDIA_TASK, SEND_TASK),
    panels=(PANEL, ItemPanel(REPORT.kind, "reports/rates/panel.html", panel_of, order=90)),
    personal_fields=PERSONAL,
    acts=ACTS,
    unaudited_models=UNAUDITED,
    searches=(SearchSource("contacts", _("Reports under this name or number"), find_contacts, suggested=False),),
    threads=(TOPIC,),
    texts={"report": search_texts},
    quotes={"report": words_of},
    seeds="gongjian.modules.reports.seeds",
    docs="docs/modules/reports.md",
    glossary=("Report", "Category", "Channel", "Answer", "Satisfaction", "Follower", "Draft", "AnswerTemplate",
              "Open311Key", "Receipt", "Open311Server", "ServiceMapping", "Errand", "RoutingRule",
              "Rate", "RateExclusion", "RateWeight", "KeptCounts",
              "TriageModel", "Suggestion", "InspectionPlan", "Inspection", "Sighting", "HotTopic",
              "ShownAnswer", "ShownTopic", "OpenDataRules", "OpenDataMonth",
              "TopicMessage", "TopicLink", "MeToo"),
)  # fmt: skip
