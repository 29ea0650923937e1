"""What the module adds to the platform when the product starts, and how it takes objections in."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.asking.events import Asked
from gongjian.core.asking.models import Outcome
from gongjian.core.asking.sources import add_source
from gongjian.core.events import on
from gongjian.core.links.actions import link
from gongjian.core.links.events import LinkChanged
from gongjian.core.links.models import LinkKind
from gongjian.core.notices.kinds import Kind, add_kind
from gongjian.core.publicity.events import ObjectionRaised, Taken
from gongjian.modules.reports.actions.receiving import report_publicly
from gongjian.modules.reports.actions.told import Told
from gongjian.modules.reports.follow import token_of
from gongjian.modules.reports.hearing.threading import TOPIC
from gongjian.modules.reports.models import HotTopic
from gongjian.modules.reports.proving.ended import CLOSED_REPORTS, SOURCE
from gongjian.modules.reports.proving.reopening import reopen_unless_open

add_source(CLOSED_REPORTS, SOURCE)
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


@on(LinkChanged)
def keep_topic(event: LinkChanged) -> None:
    """A topic that was taken up elsewhere is watched from then on: no counting takes it away."""
    if event.link.target_model == TOPIC.model and event.link.ended_at is None:
        HotTopic.objects.filter(pk=event.link.target_id).update(watched=True)


@on(Asked)
def reopen_when_not_satisfied(event: Asked) -> None:
    """A resident who was called back and is not satisfied: her report is taken up again, with her words as the reason."""
    one = event.respondent
    if one.sample.source == CLOSED_REPORTS and one.outcome == Outcome.NOT and one.item_id and one.asked_at:
        last = one.calls.order_by("number").last()
        words = gettext("Called back, not satisfied: %(words)s") % {"words": last.note if last else ""}
        reopen_unless_open(one.item_id, words=words, now=one.asked_at)
