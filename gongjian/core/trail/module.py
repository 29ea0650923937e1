"""What the trail tells the platform about itself."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import Job, MenuEntry, Module, Permission
from gongjian.core.people.roles import Role
from gongjian.core.trail.sealer import seal_pending

MODULE = Module(
    slug="trail",
    label=_("Trail"),
    permissions=(
        Permission(
            "trail.view", _("Read the trail of accounts and areas"), (Role.AUDITOR, Role.ADMINISTRATOR)
        ),
        Permission("trail.view_items", _("Read the trail of every matter"), (Role.AUDITOR,)),
    ),
    menu=(MenuEntry(_("Trail"), "trail:list", "shield", _("Supervision"), "trail.view", order=810),),
    jobs=(Job("trail.seal", _("Seal the trail"), 1, seal_pending),),
    unaudited_models={
        "trail.trailrow": "the trail itself",
        "trail.seal": "written by the sealer from rows of the trail",
        "trail.unsealed": "the sealer's queue",
    },
)
