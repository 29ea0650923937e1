"""Whether a service has a slot left in a month, and whether an expert is free at an hour."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.refusal import Refused
from gongjian.modules.experts.models import Expert, ExpertService, ServiceOrder


def month_of(moment: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """From the first moment of its month to that of the next, in the office's time."""
    first = timezone.localtime(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    day = (first.date() + dt.timedelta(days=32)).replace(day=1)
    return first, timezone.make_aware(dt.datetime.combine(day, dt.time()))


def left_in_month(service: ExpertService, moment: dt.datetime) -> int:
    """Slots of the moment's month that nobody holds; one query. Never below 0."""
    taken = ServiceOrder.objects.filter(service=service).between(*month_of(moment)).holding().count()
    return max(0, service.capacity - taken)


def check_slot(service: ExpertService, moment: dt.datetime) -> None:
    """Raise Refused where the month is full. The caller holds the service's row."""
    if left_in_month(service, moment) == 0:
        month = f"{timezone.localtime(moment):%Y-%m}"
        words = _("All %(n)d slots of %(month)s are taken. Choose another month or another service.")
        raise Refused(words % {"n": service.capacity, "month": month}, field="starts_at", code="full")


def check_free(expert: Expert, start: dt.datetime, end: dt.datetime, *, but: int | None = None) -> None:
    """Raise Refused where the expert is promised elsewhere at that time; her row is held until the transaction ends."""
    Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk)
    held = ServiceOrder.objects.filter(expert=expert).booked().at_once_with(start, end).exclude(pk=but)
    other = held.select_related("item").order_by("starts_at").first()
    if other is not None:
        words = _(
            "%(name)s is promised elsewhere from %(from)s to %(to)s. Choose another hour or another expert."
        )
        first, last = timezone.localtime(other.starts_at), timezone.localtime(other.ends_at)
        told = {"name": expert.name, "from": f"{first:%Y-%m-%d %H:%M}", "to": f"{last:%H:%M}"}
        raise Refused(words % told, field="expert", code="clash")


def expert_of(expert_id: int, service: ExpertService) -> Expert:
    """The expert, if she belongs to the giving unit and can be asked."""
    found = Expert.objects.available().filter(pk=expert_id, unit_id=service.unit_id).first()
    if found is None:
        raise Refused(_("Choose an expert of the unit that gives the service."), field="expert")
    return found
