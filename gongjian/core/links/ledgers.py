"""The list of matters that must come from somewhere and do not: broken threads."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.models import Item
from gongjian.core.ledgers.filters import AreaFilter, DatesFilter, UnitFilter
from gongjian.core.ledgers.items import item_search
from gongjian.core.ledgers.ledger import Column, Kind, Ledger
from gongjian.core.links.models import AHEAD, ITEM, Link
from gongjian.core.manifest import flows, manifests
from gongjian.core.people.access import Access


def rooted_kinds() -> list[str]:
    """Kinds of matters that must have something behind them."""
    return [kind for manifest in manifests() for kind in manifest.rooted]


def without_origin(access: Access) -> Any:
    """Matters of those kinds which no live link leads back from."""
    mine = Link.objects.live()
    back = mine.filter(source_model=ITEM, source_id=OuterRef("pk")).exclude(kind__in=AHEAD)
    ahead = mine.filter(target_model=ITEM, target_id=OuterRef("pk"), kind__in=AHEAD)
    rows = Item.objects.visible_to(access).filter(
        ~Q(Exists(back)), ~Q(Exists(ahead)), kind__in=rooted_kinds()
    )
    return rows.select_related("area", "unit", "handler")


def _kind(item: Item) -> str:
    return str(flows()[item.kind].label)


def _why(item: Item) -> str:
    return str(next(manifest.rooted[item.kind] for manifest in manifests() if item.kind in manifest.rooted))


WITHOUT_ORIGIN = Ledger(
    slug="without-origin",
    title=_("Threads that hang on nothing"),
    permission="links.view",
    queryset=without_origin,
    columns=(
        Column("number", pgettext_lazy("column", "Number"), "number", width=110, sort="number", phone=True),
        Column("title", pgettext_lazy("column", "Matter"), "title", link=True, phone=True),
        Column("kind", pgettext_lazy("column", "Kind"), _kind, width=110, phone=True),
        Column("missing", _("What is missing"), _why, width=260, phone=True),
        Column("state", _("State"), lambda row: row, Kind.STATE, width=110, phone=True),
        Column("area", _("Area"), "area.short_name", width=136),
        Column("unit", _("Unit"), "unit", width=130),
        Column("opened", _("Entered"), "opened_at", Kind.STAMP, width=132, sort="opened_at"),
    ),
    filters=(
        AreaFilter("area", _("Area"), "area_path"),
        UnitFilter("unit", _("Unit"), "unit_id"),
        DatesFilter("opened", _("Entered"), "opened_at"),
    ),
    search=item_search(prefix=""),
    default_sort="-opened",
    url_name="links:without_origin",
    row_url=lambda item: reverse("links:thread", args=[ITEM, item.pk]),
    empty_title=_("Every matter hangs on something"),
    empty_text=_("What must come from residents' words, a visit or a meeting does."),
)
