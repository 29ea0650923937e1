"""What the private links tell the platform about themselves."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.invites.actions import forget_invited
from gongjian.core.invites.ledgers import INVITES
from gongjian.core.manifest import Job, MenuEntry, Module, Permission, PersonalField

MODULE = Module(
    slug="invites",
    label=_("Private links"),
    permissions=(
        Permission(
            "invites.manage",
            _("See the private links given to units, and take them back"),
            ("secretary", "department_head", "dispatcher", "community_clerk", "branch_secretary"),
        ),
    ),
    menu=(MenuEntry(_("Private links"), "invites:list", "link", _("Network"), "invites.manage", order=390),),
    ledgers=(INVITES,),
    jobs=(
        Job("invites.forget", _("Destroy to whom old private links were given"), 6 * 3600, forget_invited),
    ),
    personal_fields=(
        PersonalField(
            "invites.Invite", "contact_sealed", _("To know to whom a private link was given"), 30, "sealed"
        ),
    ),
    acts={
        "give": _("Gave a private link"),
        "revoke": _("Took a private link back"),
        "accept": _("Accepted by a private link"),
        "decline": _("Declined by a private link"),
    },
)
