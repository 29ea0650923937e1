"""What the exchange does when others tell something."""

from django.utils import timezone

from gongjian.core.events import on
from gongjian.core.orgs.events import UnitWithdrew
from gongjian.modules.exchange.actions import unit_withdrew


@on(UnitWithdrew)
def end_offers(event: UnitWithdrew) -> None:
    """A unit that leaves gives nothing any more; open matches are cancelled and their needs open again."""
    unit_withdrew(event.unit, reason=event.reason, by=event.by, now=timezone.now())
