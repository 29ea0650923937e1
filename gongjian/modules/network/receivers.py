"""What the alliance does when a unit withdraws, or a delivery's link is tied or taken off; and its notices."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.core.events import on
from gongjian.core.items.events import ItemMoved
from gongjian.core.links.events import LinkChanged
from gongjian.core.manifest import flow_for
from gongjian.core.notices.kinds import Kind, add_kind
from gongjian.core.orgs.events import UnitWithdrew
from gongjian.modules.network.actions.delivering import count_by_itself, count_deliveries
from gongjian.modules.network.actions.joining import unit_left
from gongjian.modules.network.actions.pairing import end_pairing
from gongjian.modules.network.actions.passing import close_agreements
from gongjian.modules.network.models import DELIVERY, AgreementTerm
from gongjian.modules.network.offers import delivering

add_kind(
    "confirm_asked",
    Kind(
        _("Your unit is asked to confirm that it goes on in the alliance this year."), "flag", "go", "asked"
    ),
)
add_kind(
    "agreement_ends", Kind(_("This agreement ends soon: renew it, or let it end."), "clock", "warn", "time")
)


@on(ItemMoved)
def count_what_was_promised(event: ItemMoved) -> None:
    """Something given out of a list was delivered: the agreement that promises it counts it."""
    item = event.item
    if item.kind in delivering() and item.is_closed and not flow_for(item.kind).states[item.state].unmet:
        count_by_itself(item, now=event.step.at)


@on(LinkChanged)
def count_again(event: LinkChanged) -> None:
    """A delivery was noted or taken off: the term counts its live links anew."""
    if event.link.kind == DELIVERY and event.link.target_model == AgreementTerm._meta.label_lower:
        count_deliveries(event.link.target_id)


@on(UnitWithdrew)
def end_what_hangs_on_it(event: UnitWithdrew) -> None:
    """Standing, agreements and pairings end; all stays readable."""
    now = timezone.now()
    unit_left(event.unit, on=event.on, reason=event.reason, by=event.by, now=now)
    close_agreements(event.unit, reason=event.reason, now=now)
    for pairing in event.unit.pairings.filter(until__isnull=True, since__lt=event.on):
        end_pairing(pairing, on=event.on, reason=event.reason, actor=None, now=now)
