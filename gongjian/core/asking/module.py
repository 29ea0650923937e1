"""What asking brings to the platform."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.asking.actions import forget_phones
from gongjian.core.asking.actions.drawing_due import draw_due
from gongjian.core.asking.actions.sampling import KEEP_DAYS
from gongjian.core.asking.ledgers import QUESTIONNAIRES, SAMPLES
from gongjian.core.manifest import Job, MenuEntry, Module, Permission, PersonalField
from gongjian.core.people.roles import Role

PLANNING = (Role.SECRETARY, Role.CHECKER)
CALLING = (Role.CHECKER, Role.DISPATCHER)
REVIEWING = (Role.SECRETARY, Role.DEPARTMENT_HEAD, Role.CHECKER)
READING = (Role.SECRETARY, Role.DEPARTMENT_HEAD, Role.DISPATCHER, Role.CHECKER, Role.AUDITOR)

MODULE = Module(
    slug="asking",
    label=_("Asking residents"),
    permissions=(
        Permission("asking.view", _("See draws and what came of asking, without telephones"), tuple(READING)),
        Permission(
            "asking.plan", _("Announce draws, keep questionnaires, open rounds of review"), tuple(PLANNING)
        ),
        Permission(
            "asking.call", _("Ask those who were drawn, unless one has a part in the matter"), tuple(CALLING)
        ),
        Permission(
            "asking.review", _("Review matters on site, unless one has a part in them"), tuple(REVIEWING)
        ),
    ),
    menu=(
        MenuEntry(
            _("Draws and call-backs"), "asking:draws", "tel", _("Asking residents"), "asking.view", order=384
        ),
        MenuEntry(
            _("Questionnaires"),
            "asking:questionnaires",
            "doc",
            _("Asking residents"),
            "asking.view",
            order=385,
        ),
    ),
    ledgers=(SAMPLES, QUESTIONNAIRES),
    jobs=(
        Job("asking.draw", _("List and draw when an announced span is over"), 1800, draw_due),
        Job("asking.forget", _("Destroy the telephones of those who were asked"), 6 * 3600, forget_phones),
    ),
    personal_fields=(
        PersonalField(
            "asking.Respondent", "phone_sealed", _("To ask whoever was drawn"), KEEP_DAYS, "sealed"
        ),
    ),
    acts={
        "keep_questionnaire": pgettext_lazy("trail", "Made a version of a questionnaire"),
        "retire_questionnaire": pgettext_lazy("trail", "Retired a questionnaire"),
        "commit_sample": pgettext_lazy("trail", "Announced a draw"),
        "add_respondents": pgettext_lazy("trail", "Added to the list of a draw"),
        "take_off_list": pgettext_lazy("trail", "Took an entry off the list of a draw"),
        "call_off": pgettext_lazy("trail", "Called a draw off"),
        "draw_sample": pgettext_lazy("trail", "Drew"),
        "record_call": pgettext_lazy("trail", "Asked somebody"),
        "open_round": pgettext_lazy("trail", "Opened a round of review"),
        "close_round": pgettext_lazy("trail", "Closed a round of review"),
        "seat_reviewer": pgettext_lazy("trail", "Named a reviewer"),
        "unseat_reviewer": pgettext_lazy("trail", "Took a reviewer off"),
        "hand_in_sheet": pgettext_lazy("trail", "Handed in a review"),
    },
)
