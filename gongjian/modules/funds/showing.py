"""The money of a matter as other pages show it: what is kept for it, what is asked for, what was paid."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Sum

from gongjian.core.items.models import Item
from gongjian.core.people.access import Access
from gongjian.lib.money import yuan_text
from gongjian.modules.funds.models import Entry, Payment

ASKED = ("requested", "checked", "ordered", "failed")


def sums_of(item: Item) -> dict[str, int]:
    """In fen: `reserved` for the matter and not asked for yet, `asked` for, `paid`. Two queries."""
    kept = Entry.objects.filter(item=item).aggregate(sum=Sum("reserved"))["sum"] or 0
    by_state = dict(
        Payment.objects.filter(matter=item).order_by().values_list("item__state").annotate(Sum("amount"))
    )
    asked = sum(by_state.get(state, 0) for state in ASKED)
    return {"reserved": kept, "asked": asked, "paid": by_state.get("paid", 0)}


def panel_of(item: Item, access: Access) -> dict[str, Any] | None:
    """For the panel on a matter's page: the sums, and the payments that the person may read; nothing without money."""
    sums = sums_of(item)
    if not any(sums.values()):
        return None
    payments = Payment.objects.visible_to(access).filter(matter=item).with_all()[:20]
    return {"sums": _in_yuan(sums), "payments": payments}


def public_of(item: Item) -> dict[str, Any] | None:
    """For the public page: sums only, no payee."""
    sums = sums_of(item)
    return {"sums": _in_yuan(sums)} if any(sums.values()) else None


def quotes_of(ids: Sequence[int]) -> dict[int, str]:
    """By payment, its sum in words: what a thread shows of it."""
    rows = Payment.objects.filter(pk__in=ids).values_list("pk", "amount")
    return {pk: f"{yuan_text(amount)} 元" for pk, amount in rows}


def _in_yuan(sums: dict[str, int]) -> dict[str, str]:
    return {name: yuan_text(amount) for name, amount in sums.items()}
