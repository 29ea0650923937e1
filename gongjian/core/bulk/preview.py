"""What would happen, before it does: how many would go, and which would be refused with the reason of each."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count

from gongjian.core.bulk.act import BulkAct, gone
from gongjian.core.bulk.actions import given_of
from gongjian.core.bulk.models import BulkRun, RowState, RunState
from gongjian.core.items.models import Item, ItemQuerySet
from gongjian.core.people.access import Access

CHUNK = 500
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One row that would be refused, or was; the item is None when the person may not read it any more."""

    item: Item | None
    reason: str


@dataclass(slots=True)
class Preview:
    """`groups`: how many are refused for which reason, most first; `lines`: the first 200 of them."""

    ready: int = 0
    refused: int = 0
    groups: list[tuple[str, int]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def preview_of(run: BulkRun, act: BulkAct, access: Access) -> Preview:
    """The preview now: a bounded number of queries for each 500 rows. Raises Refused when the inputs fit no more."""
    known = run.state != RunState.ASKING
    given = given_of(run, act) if known else {}
    ids = list(run.rows.values_list("item_id", flat=True))
    found, counts = Preview(), Counter[str]()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        items = _readable(run, access).in_bulk(chunk)
        reasons = act.check(list(items.values()), given, access=access, known=known)
        for pk in chunk:
            refused = reasons.get(pk) if pk in items else gone()
            if refused is None:
                continue
            reason = str(refused.reason)
            counts[reason] += 1
            if len(found.lines) < SHOWN:
                found.lines.append(Line(items.get(pk), reason))
    found.groups = counts.most_common()
    found.refused = counts.total()
    found.ready = len(ids) - found.refused
    return found


def outcome_of(run: BulkRun, access: Access) -> Preview:
    """What was not done, with its reasons, once the run has ended: two queries and one for the groups."""
    rest = run.rows.filter(state__in=(RowState.REFUSED, RowState.WAITING))
    grouped = rest.order_by().values_list("state", "reason").annotate(number=Count("pk"))
    groups = [(reason or str(RowState(state).label), number) for state, reason, number in grouped]
    rows = list(rest[:SHOWN])
    items = _readable(run, access).in_bulk([row.item_id for row in rows])
    lines = [Line(items.get(row.item_id), row.reason or str(row.get_state_display())) for row in rows]
    return Preview(
        refused=sum(number for _reason, number in groups), lines=lines,
        groups=sorted(groups, key=lambda group: -group[1]),
    )  # fmt: skip


def _readable(run: BulkRun, access: Access) -> ItemQuerySet:
    """What the person may read; of an undoing also what left her hands by her own act a moment ago."""
    return Item.objects.visible_to(access) if run.undo_of_id is None else Item.objects.all()
