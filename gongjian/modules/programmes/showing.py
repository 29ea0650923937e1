"""What programmes show of the matters that hang on their strands, and what a matter shows of its strands."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from gongjian.core.items.flow import Phase
from gongjian.core.items.models import Item
from gongjian.core.links.models import ITEM, Link, LinkKind
from gongjian.core.people.access import Access
from gongjian.core.publicity.models import Publication
from gongjian.modules.programmes.models import AnnualGoal, Programme, Strand

MODEL = "programmes.strand"


@dataclass(frozen=True, slots=True)
class Shown:
    """A strand with its matters: how many there are in all, under way and closed; `rows` are those this reader may see."""

    strand: Strand
    rows: list[Item]
    running: int
    closed: int

    @property
    def total(self) -> int:
        """All that hang here and may be seen."""
        return len(self.rows)

    @property
    def share(self) -> int:
        """Closed of all, in per cent."""
        return round(100 * self.closed / self.total) if self.rows else 0


def strands_of(programme: Programme, items: Any) -> list[Shown]:
    """The strands in order with those of `items` that hang on them; three queries."""
    strands = list(programme.strands.all())
    links = Link.objects.live().filter(
        kind=LinkKind.PART, source_model=ITEM, target_model=MODEL, target_id__in=[one.pk for one in strands]
    )
    pairs = list(links.values_list("target_id", "source_id"))
    found = {
        item.pk: item
        for item in items.filter(pk__in=[item for _strand, item in pairs]).select_related("area", "unit")
    }
    return [
        _shown(strand, [found[item] for pk, item in pairs if pk == strand.pk and item in found])
        for strand in strands
    ]


def _shown(strand: Strand, rows: list[Item]) -> Shown:
    phases = Counter(row.phase for row in rows)
    return Shown(
        strand, sorted(rows, key=lambda row: -row.pk), len(rows) - phases[Phase.CLOSED], phases[Phase.CLOSED]
    )


def hung_on(item: Item) -> list[Strand]:
    """The strands that a matter hangs on; two queries."""
    links = Link.objects.going_out(item).filter(kind=LinkKind.PART, target_model=MODEL)
    return list(Strand.objects.filter(pk__in=links.values("target_id")).select_related("programme"))


def panel_of(item: Item, access: Access) -> dict[str, Any] | None:
    """The panel on a project's page: its strands; for whoever may hang it, the way to do so."""
    if not access.paths("programmes.view"):
        return None
    strands = hung_on(item)
    may_hang = access.may("programmes.hang", item.area_path)
    return {"strands": strands, "item": item, "may_hang": may_hang} if strands or may_hang else None


def share_of(goal: AnnualGoal) -> int:
    """What was reached of the target, in whole per cent."""
    return int(100 * goal.reached / goal.target)


def public_strands(programme: Programme) -> list[tuple[Strand, list[Publication]]]:
    """The strands in order with the published matters that hang on them; three queries."""
    strands = list(programme.strands.all())
    links = Link.objects.live().filter(
        kind=LinkKind.PART, source_model=ITEM, target_model=MODEL, target_id__in=[one.pk for one in strands]
    )
    pairs = list(links.values_list("target_id", "source_id"))
    shown = Publication.objects.shown().filter(item__in=[item for _strand, item in pairs]).order_by("-pk")
    by_item = {one.item_id: one for one in shown}
    return [
        (strand, [by_item[item] for pk, item in pairs if pk == strand.pk and item in by_item])
        for strand in strands
    ]
