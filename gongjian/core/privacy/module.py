"""What the protection of personal data tells the platform about itself."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import Job, Module
from gongjian.core.privacy.outside import keep_outside

MODULE = Module(
    slug="privacy",
    label=_("Privacy"),
    jobs=(Job("privacy.keep_outside", _("Keep the deletion ledger outside the database"), 60, keep_outside),),
    unaudited_models={
        "privacy.erasure": "the deletion ledger: each act that destroys leaves a row of its own in the trail"
    },
)
