"""What projects do when others tell something."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.core.events import on
from gongjian.core.notices.kinds import Kind, add_kind
from gongjian.core.orgs.events import UnitWithdrew
from gongjian.modules.projects.actions import unit_withdrew

add_kind("partner_left", Kind(_("A unit takes no more part in the project."), "people", "warn"))


@on(UnitWithdrew)
def take_out(event: UnitWithdrew) -> None:
    """A unit that leaves the alliance leaves its open projects; whoever has the lead of each is told."""
    unit_withdrew(event.unit, on=event.on, why=event.reason, actor=event.by, now=timezone.now())
