"""The money of matters as other pages show it: what is kept for one, what is asked for, what was paid, per household too."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from gongjian.core.asking.models import ReviewSheet
from gongjian.core.items.models import Item
from gongjian.core.manifest import manifests
from gongjian.core.people.access import Access
from gongjian.lib.money import yuan_text
from gongjian.modules.funds.flows import CASE, PAYMENT
from gongjian.modules.funds.models import ASKED, Entry, Payment, SpendingCase


def sums_of(item: Item) -> dict[str, int]:
    """In fen: `reserved` for the matter and not asked for yet, `asked` for, `paid`. Two queries."""
    kept = Entry.objects.filter(item=item).aggregate(sum=Sum("reserved"))["sum"] or 0
    by_state = dict(
        Payment.objects.filter(matter=item).order_by().values_list("item__state").annotate(Sum("amount"))
    )
    asked = sum(by_state.get(state, 0) for state in ASKED)
    return {"reserved": kept, "asked": asked, "paid": by_state.get("paid", 0)}


def with_money(access: Access) -> QuerySet[Item]:
    """Matters of kinds that households benefit from, and others that money is kept or paid for or that somebody looked at on
    site, with `paid`, `asked` and `kept` in fen, `reviews` and `homes`."""
    payments = Payment.objects.filter(matter=OuterRef("pk"))
    entries, sheets = (
        Entry.objects.filter(item=OuterRef("pk")),
        ReviewSheet.objects.filter(item=OuterRef("pk")),
    )
    touched = Q(kind__in=_beneficial())
    for rows, name in ((Payment, "matter"), (Entry, "item"), (ReviewSheet, "item")):
        touched |= Q(pk__in=rows.objects.filter(**{f"{name}__isnull": False}).order_by().values(name))
    found = Item.objects.visible_to(access).filter(touched)
    return (
        found.exclude(kind__in=(PAYMENT.kind, CASE.kind))
        .select_related("area")
        .annotate(
            paid=_total(payments.filter(item__state="paid"), "amount"),
            asked=_total(payments.filter(item__state__in=ASKED), "amount"),
            kept=_total(entries, "reserved"),
            reviews=Coalesce(
                Subquery(sheets.order_by().values("item").annotate(n=Count("pk")).values("n")), 0
            ),
            homes=homes(),
        )
    )


def homes() -> Case:
    """How many households benefit from a matter, as the module of its kind says; none where it does not."""
    known = [When(kind=kind, then=F(path)) for kind, path in _beneficial().items()]
    return Case(*known, default=None, output_field=IntegerField())


def _beneficial() -> dict[str, str]:
    return {kind: path for manifest in manifests() for kind, path in manifest.households.items()}


def _total(rows: QuerySet[Any], name: str) -> Coalesce:
    group = "matter" if rows.model is Payment else "item"
    return Coalesce(Subquery(rows.order_by().values(group).annotate(sum=Sum(name)).values("sum")), 0)


def panel_of(item: Item, access: Access) -> dict[str, Any] | None:
    """For the panel on a matter's page: the sums, and the payments that the person may read; nothing without money."""
    sums = sums_of(item)
    cases = SpendingCase.objects.visible_to(access).filter(matter=item).with_all()[:20]
    if not any(sums.values()) and not cases:
        return None
    payments = Payment.objects.visible_to(access).filter(matter=item).with_all()[:20]
    return {"sums": _in_yuan(item, sums), "payments": payments, "cases": cases}


def public_of(item: Item) -> dict[str, Any] | None:
    """For the public page: sums only, no payee."""
    sums = sums_of(item)
    return {"sums": _in_yuan(item, sums)} if any(sums.values()) else None


def quotes_of(ids: Sequence[int]) -> dict[int, str]:
    """By payment, its sum in words: what a thread shows of it."""
    rows = Payment.objects.filter(pk__in=ids).values_list("pk", "amount")
    return {pk: f"{yuan_text(amount)} 元" for pk, amount in rows}


def case_quotes(ids: Sequence[int]) -> dict[int, str]:
    """By case, its sum in words."""
    rows = SpendingCase.objects.filter(pk__in=ids).values_list("pk", "amount")
    return {pk: f"{yuan_text(amount)} 元" for pk, amount in rows}


def _in_yuan(item: Item, sums: dict[str, int]) -> dict[str, str]:
    """The sums as written, and what was paid for each household that benefits, to the cent."""
    told = {name: yuan_text(amount) for name, amount in sums.items()}
    households = Item.objects.filter(pk=item.pk).annotate(homes=homes()).values_list("homes", flat=True)[0]
    if households and sums["paid"]:
        told |= {"homes": households, "per_home": yuan_text(round(sums["paid"] / households))}
    return told
