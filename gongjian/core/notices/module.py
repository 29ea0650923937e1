"""What notices tell the platform about themselves."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import MenuEntry, Module

MODULE = Module(
    slug="notices",
    label=_("Notices"),
    menu=(MenuEntry(_("Notices"), "notices:list", "bell", _("My work"), order=15),),
    unaudited_models={
        "notices.notice": "what the product tells a person about a write that is in the trail itself"
    },
)
