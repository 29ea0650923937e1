"""What links bring to the platform."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.links.ledgers import WITHOUT_ORIGIN
from gongjian.core.manifest import MenuEntry, Module, Permission
from gongjian.core.people.roles import Role

TYING = (
    Role.SECRETARY,
    Role.DEPARTMENT_HEAD,
    Role.DISPATCHER,
    Role.COMMUNITY_CLERK,
    Role.GRID_WORKER,
    Role.BRANCH_SECRETARY,
)
READING = (*TYING, Role.CHECKER, Role.FINANCE_CLERK, Role.AUDITOR)

MODULE = Module(
    slug="links",
    label=_("Threads"),
    api="gongjian.core.links.api.router",
    permissions=(
        Permission("links.view", _("See which matters hang on nothing"), tuple(READING)),
        Permission("links.tie", _("Link matters with each other and take links off"), tuple(TYING)),
    ),
    menu=(
        MenuEntry(
            _("Broken threads"), "links:without_origin", "link", _("Supervision"), "links.view", order=820
        ),
    ),
    ledgers=(WITHOUT_ORIGIN,),
    acts={
        "link": pgettext_lazy("trail", "Linked two matters"),
        "unlink": pgettext_lazy("trail", "Took a link off"),
    },
)
