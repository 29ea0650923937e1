"""What files tell the platform about themselves."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.files.actions import sweep
from gongjian.core.manifest import Job, Module

MODULE = Module(
    slug="files",
    label=_("Pictures"),
    jobs=(Job("files.sweep", _("Take away pictures that belong to nothing"), 6 * 3600, sweep),),
)
