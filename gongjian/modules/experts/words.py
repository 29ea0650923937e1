"""How numbers and standings of the catalogue read."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.modules.experts.models import Expert, ExpertService, Offered, ServiceType

TONES = {
    Offered.OFFERED: ("ok", "ok"), Offered.PAUSED: ("pause", "warn"), Offered.WITHDRAWN: ("off", ""),
}  # fmt: skip


def state_of(service: ExpertService) -> tuple[Any, str, str]:
    """Word, icon and tone of where a service stands."""
    icon, tone = TONES[Offered(service.state)]
    return service.get_state_display(), icon, tone


def mean_of(service: ExpertService) -> str:
    """The mean rating to one decimal with its count; empty while nobody has rated."""
    count = service.rating_count  # type: ignore[attr-defined]
    if not count:
        return ""
    return _("%(mean).1f (%(n)d ratings)") % {"mean": service.rating_mean, "n": count}  # type: ignore[attr-defined]


def minutes_text(minutes: int) -> str:
    """A duration in words."""
    if minutes >= 120 and minutes % 60 == 0:
        return _("%(n)d hours") % {"n": minutes // 60}
    return _("%(n)d minutes") % {"n": minutes}


def type_state(row: ServiceType) -> tuple[Any, str, str]:
    """Whether a type is in force."""
    return (
        (_("Ended"), "off", "")
        if row.until is not None and row.until <= timezone.localdate()
        else (_("In force"), "ok", "ok")
    )


def expert_state(row: Expert) -> tuple[Any, str, str]:
    """Whether an expert can be asked."""
    return (_("Not available"), "off", "") if row.ended_at else (_("Available"), "ok", "ok")


def lecturer_word(row: Expert) -> str:
    """Yes, or nothing."""
    return _("Yes") if row.is_lecturer else ""
