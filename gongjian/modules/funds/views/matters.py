"""The pages of one payment and of one spending case."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.detail import detail_context
from gongjian.core.items.models import Item
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow_signed_in
from gongjian.lib.money import yuan_text
from gongjian.modules.funds.models import Account, Payment, SpendingCase

SCOPED = "it is looked up among those the person may see"


@allow_signed_in(SCOPED, methods=("GET",))
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    """The payment's page."""
    access = request.access  # type: ignore[attr-defined]
    found = get_object_or_404(Payment.objects.visible_to(access).with_all(), pk=pk)
    vouchers = "、".join(voucher.number for voucher in found.vouchers.all())
    facts = [
        *_facts(found.amount, found.account, found.matter, access),
        {"label": _("Paid to"), "value": found.payee},
        {"label": _("Number of the invoice"), "value": vouchers},
    ]
    back = {"back_url": reverse("funds:payments"), "back_label": _("Payments")}
    return _page(request, found.item, facts, back)


@allow_signed_in(SCOPED, methods=("GET",))
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case's page."""
    access = request.access  # type: ignore[attr-defined]
    found = get_object_or_404(SpendingCase.objects.visible_to(access).with_all(), pk=pk)
    facts = [
        *_facts(found.amount, found.account, found.matter, access),
        {"label": _("Why, and how the sum comes about"), "value": found.why},
    ]
    back = {"back_url": reverse("funds:cases"), "back_label": _("Spending cases")}
    return _page(request, found.item, facts, back)


def _page(
    request: HttpRequest, item: Item, facts: list[dict[str, Any]], back: dict[str, Any]
) -> HttpResponse:
    access = request.access  # type: ignore[attr-defined]
    context = detail_context(item, access, now=timezone.now()) | {"facts": facts} | back
    return render(request, "items/detail.html", context)


def _facts(amount: int, account: Account, matter: Item | None, access: Access) -> list[dict[str, Any]]:
    """Sum, account and matter; the matter leads to its page for whoever may read it."""
    found = [
        {"label": _("Sum, yuan"), "value": yuan_text(amount)},
        {
            "label": _("Fund account"),
            "value": str(account),
            "url": reverse("funds:account", args=[account.pk]),
        },
    ]
    if matter:
        row = {"label": _("For which matter"), "value": str(matter)}
        if Item.objects.visible_to(access).filter(pk=matter.pk).exists():
            row["url"] = reverse(matter.flow.url_name, args=[matter.pk])
        found.append(row)
    return found
