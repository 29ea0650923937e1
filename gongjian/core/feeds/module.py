"""What calendars and feeds bring to the platform."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import Module

MODULE = Module(
    slug="feeds",
    label=_("Calendars"),
    acts={"make": _("Made a calendar address"), "revoke": _("Revoked a calendar address")},
    seeds="gongjian.core.feeds.seeds",
)
