"""What publicity brings to the platform."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.manifest import MenuEntry, Module, Permission
from gongjian.core.people.roles import Role
from gongjian.core.publicity.ledgers import PUBLICATIONS

PUBLISHING = (Role.SECRETARY, Role.DEPARTMENT_HEAD)
READING = (
    *PUBLISHING,
    Role.DISPATCHER,
    Role.COMMUNITY_CLERK,
    Role.CHECKER,
    Role.BRANCH_SECRETARY,
    Role.FINANCE_CLERK,
    Role.AUDITOR,
)

MODULE = Module(
    slug="publicity",
    label=_("Publicity"),
    permissions=(
        Permission(
            "publicity.view", _("See what is published and which objections were raised"), tuple(READING)
        ),
        Permission("publicity.publish", _("Publish matters and take them back"), tuple(PUBLISHING)),
    ),
    menu=(
        MenuEntry(
            _("Published matters"), "publicity:list", "globe", _("Supervision"), "publicity.view", order=830
        ),
    ),
    ledgers=(PUBLICATIONS,),
    acts={
        "publish": pgettext_lazy("trail", "Published a matter"),
        "withdraw": pgettext_lazy("trail", "Took a publication back"),
        "choose_pictures": pgettext_lazy("trail", "Chose pictures for everybody"),
        "object": pgettext_lazy("trail", "Took an objection in"),
    },
)
