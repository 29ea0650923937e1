"""What the alliance does when a unit withdraws, or a delivery's link is tied or taken off; and its notices."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.core.events import on
from gongjian.core.notices.kinds import Kind, add_kind
from gongjian.core.orgs.events import UnitWithdrew
from gongjian.modules.network.actions.agreeing import close_agreements
from gongjian.modules.network.actions.joining import unit_left
from gongjian.modules.network.actions.pairing import end_pairing

add_kind(
    "confirm_asked",
    Kind(
        _("Your unit is asked to confirm that it goes on in the alliance this year."), "flag", "go", "asked"
    ),
)
add_kind(
    "agreement_ends", Kind(_("This agreement ends soon: renew it, or let it end."), "clock", "warn", "time")
)


@on(UnitWithdrew)
def end_what_hangs_on_it(event: UnitWithdrew) -> None:
    """Standing, agreements and pairings end; all stays readable."""
    now = timezone.now()
    unit_left(event.unit, on=event.on, reason=event.reason, by=event.by, now=now)
    close_agreements(event.unit, reason=event.reason, now=now)
    for pairing in event.unit.pairings.filter(until__isnull=True, since__lt=event.on):
        end_pairing(pairing, on=event.on, reason=event.reason, actor=None, now=now)
