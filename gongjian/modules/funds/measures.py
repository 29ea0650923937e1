"""The named numbers of the money, in yuan: sums of the book's lines within a span."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from gongjian.core.measures.measure import Compute, Measure
from gongjian.core.measures.scope import Scope
from gongjian.modules.funds.models import Account, Entry, EntryKind

GRANTS = (EntryKind.GRANT, EntryKind.CASE, EntryKind.CORRECT)


def _sum(*names: str, kinds: tuple[str, ...] = tuple(EntryKind)) -> Compute:
    """The first sum less the others, of all lines of these kinds in the span."""

    def compute(scope: Scope) -> float:
        rows = scope.rows(Entry.objects.filter(kind__in=kinds), path="account__unit__area__path", at="at")
        found = rows.order_by().aggregate(**{f"sum_{name}": Sum(name) for name in names})
        sums = [found[f"sum_{name}"] or 0 for name in names]
        return float(sums[0] - sum(sums[1:])) / 100

    return compute


def _unproved(scope: Scope) -> int:
    return scope.in_areas(Account.objects.all(), path="unit__area__path").unproved().count()


MEASURES = (
    Measure(name="funds.granted", label=_("Money granted"), unit=_("yuan"), compute=_sum("granted", kinds=GRANTS),
            formula=_("Sum of all grants in the span, by rule and by case, less those reversed")),
    Measure(name="funds.spent", label=_("Money spent"), unit=_("yuan"), compute=_sum("spent"),
            formula=_("Sum of all payments ordered in the span, less those that came back")),
    Measure(name="funds.available", label=_("Money available"), unit=_("yuan"),
            compute=_sum("granted", "reserved", "spent"), formula=_("Granted − reserved − spent")),
    Measure(name="funds.unproved", label=_("Accounts that do not add up"), unit=_("accounts"), compute=_unproved,
            formula=_("Accounts whose sums are not those of their lines in the book; must be 0"), better="down"),
)  # fmt: skip
