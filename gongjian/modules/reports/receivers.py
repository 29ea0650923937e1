"""What the module adds to the platform when the product starts, and how it takes objections in."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.events import on
from gongjian.core.links.actions import link
from gongjian.core.links.models import LinkKind
from gongjian.core.notices.kinds import Kind, add_kind
from gongjian.core.publicity.events import ObjectionRaised, Taken
from gongjian.modules.reports.actions.receiving import report_publicly
from gongjian.modules.reports.actions.told import Told
from gongjian.modules.reports.follow import token_of

add_kind("resident_word", Kind(_("The resident has added something."), "msg", "go"))
add_kind(
    "errand_stuck",
    Kind(
        _("This report did not get to the other system: read why, and send it again."), "late", "late", "time"
    ),
)
add_kind(
    "errand_closed",
    Kind(_("The other system says that it is done: look whether it holds."), "check", "go", "told"),
)


@on(ObjectionRaised)
def take_objection(event: ObjectionRaised) -> None:
    """An objection is a report: sorted, given to a unit, answered in time, followed by its private link."""
    published = event.publication.item
    title = gettext("Objection: %(title)s") % {"title": event.publication.title}
    told = Told(
        area=published.area, text=event.text, title=title[:200], name=event.name, phone=event.phone,
        wants_reply=bool(event.phone),
    )  # fmt: skip
    report = report_publicly(told, now=event.now)
    link(report.item, to=published, kind=LinkKind.ORIGIN, by=None, now=event.now)
    event.taken.append(
        Taken(report.item, reverse("public_reports:follow", args=[token_of(report)]) + "?sent=1")
    )
