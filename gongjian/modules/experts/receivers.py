"""What the think tank does when others tell something, and the words of its notices."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.core.events import on
from gongjian.core.notices.kinds import Kind, add_kind
from gongjian.core.orgs.events import UnitWithdrew
from gongjian.modules.experts.actions import unit_withdrew

add_kind(
    "order_came", Kind(_("A service of your unit is ordered: accept or decline."), "inbox", "go", "asked")
)
add_kind("order_accepted", Kind(_("The service that you ordered is accepted."), "ok", "ok", "told"))
add_kind(
    "order_declined",
    Kind(_("The service that you ordered is declined: read the reason."), "x", "warn", "told"),
)
add_kind("order_given", Kind(_("The service that you ordered was delivered: rate it."), "star", "go", "told"))
add_kind("order_cancelled", Kind(_("An order of your unit's service was cancelled."), "x", "warn", "told"))


@on(UnitWithdrew)
def end_services(event: UnitWithdrew) -> None:
    """A unit that leaves gives nothing any more; its open orders are cancelled with the reason."""
    unit_withdrew(event.unit, reason=event.reason, now=timezone.now())
