"""What the named numbers bring to the platform."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import MenuEntry, Module, Permission
from gongjian.core.people.roles import Role

MODULE = Module(
    slug="measures",
    label=_("Measures"),
    api="gongjian.core.measures.api.router",
    permissions=(
        Permission(
            "measures.view",
            _("See the named numbers of one's area"),
            (
                Role.SECRETARY,
                Role.DEPARTMENT_HEAD,
                Role.DISPATCHER,
                Role.COMMUNITY_CLERK,
                Role.CHECKER,
                Role.AUDITOR,
            ),
        ),
    ),
    menu=(MenuEntry(_("Measures"), "measures:all", "chart", _("Supervision"), "measures.view", order=800),),
)
