"""The list of official lists that were brought."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import AreaFile
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction
from gongjian.core.people.access import Access

LOOKS = {
    AreaFile.State.PROPOSED: ("eye", "warn"),
    AreaFile.State.APPLIED: ("ok", "ok"),
    AreaFile.State.DISCARDED: ("off", ""),
}


def _state(file: AreaFile) -> tuple[Any, str, str]:
    return (file.get_state_display(), *LOOKS[AreaFile.State(file.state)])


def lists_for(access: Access) -> Any:
    """Lists about areas that the person manages."""
    return AreaFile.objects.under_any(access.paths("areas.manage")).select_related(
        "root", "brought_by", "decided_by"
    )


LISTS = Ledger(
    slug="area-lists",
    title=_("Official lists"),
    permission="areas.manage",
    queryset=lists_for,
    columns=(
        Column("name", _("File"), "name", link=True, phone=True),
        Column("year", _("Year"), "year", Kind.NUMBER, width=80, sort="year"),
        Column("level", _("Level"), "get_level_display", width=110),
        Column("root", _("Which area"), "root.short_name", width=140),
        Column("rows", _("Rows"), "rows", Kind.NUMBER, width=80),
        Column("state", _("State"), _state, Kind.STATUS, width=130, phone=True),
        Column("brought", _("Brought on"), "brought_at", Kind.STAMP, width=150, sort="brought_at"),
        Column("by", _("Decided by"), "decided_by.name", width=100),
    ),
    default_sort="-brought",
    url_name="areas:lists",
    row_url=lambda file: reverse("areas:list", args=[file.pk]),
    primary_action=PrimaryAction(_("Bring a list"), "areas:bring", permission="areas.manage"),
    empty_title=_("No list was brought yet"),
    empty_text=_(
        "Bring the official list of your area's communities; what it changes is shown before it is applied."
    ),
)
