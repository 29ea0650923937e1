"""An account with its proof, and what is asked for there."""

from itertools import accumulate
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.lib.money import yuan_text
from gongjian.modules.funds import actions
from gongjian.modules.funds.forms import CaseForm, PaymentForm, ReserveForm, ReverseForm
from gongjian.modules.funds.models import SUMS, Account, Entry, EntryKind

LINES = 500


@allow("funds.view", methods=("GET",))
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """How the account's balance comes about, line by line from the book."""
    access = request.access  # type: ignore[attr-defined]
    found = _account(request, pk)
    entries = list(found.entries.select_related("item", "by", "reversed_by"))
    left = accumulate(one.granted - one.reserved - one.spent for one in entries)
    may_rule = not found.closed_at and access.may("funds.rule", found.office.path)
    lines = [_line(one, after, may_rule=may_rule) for one, after in zip(entries, left, strict=True)]
    sums = {name: sum(getattr(one, name) for one in entries) for name in SUMS}
    context = {
        "account": found, "lines": lines[-LINES:], "hidden": max(0, len(lines) - LINES),
        "sums": {name: yuan_text(value) for name, value in sums.items()}, "free": yuan_text(found.free),
        "proved": all(getattr(found, name) == value for name, value in sums.items()),
        "may_request": not found.closed_at and access.may("funds.request", found.unit.area.path),
    }  # fmt: skip
    return render(request, "funds/account.html", context)


@allow("funds.request")
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a payment."""
    found, access = _mine(request, pk), request.access  # type: ignore[attr-defined]

    def work(given: dict[str, Any]) -> str:
        made = actions.request_payment(found.pk, actor=me(request), now=timezone.now(), **given)
        return reverse("funds:payment", args=[made.pk])

    form = PaymentForm(access, found.office_id, request.POST or None)
    return form_page(request, form, act=f"funds:pay:{pk}", work=work, done=_("The payment is asked for."),
                     context=_about(found, _("Ask for a payment")))  # fmt: skip


@allow("funds.request")
def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep money for a matter, or give it back."""
    found, access = _mine(request, pk), request.access  # type: ignore[attr-defined]

    def work(given: dict[str, Any]) -> str:
        act = actions.reserve if given.pop("what") == "reserve" else actions.release
        act(found.pk, actor=me(request), now=timezone.now(), **given)
        return reverse("funds:account", args=[pk])

    form = ReserveForm(access, found.office_id, request.POST or None)
    return form_page(request, form, act=f"funds:reserve:{pk}", work=work, done=_("It is booked."),
                     context=_about(found, _("Reserve money for a matter")))  # fmt: skip


@allow("funds.request")
def propose_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a decision on a sum of engineering scale."""
    found, access = _mine(request, pk), request.access  # type: ignore[attr-defined]

    def work(given: dict[str, Any]) -> str:
        made = actions.propose_case(found.pk, actor=me(request), now=timezone.now(), **given)
        return reverse("funds:case", args=[made.pk])

    form = CaseForm(access, found.office_id, request.POST or None)
    return form_page(request, form, act=f"funds:case:{pk}", work=work, done=_("The case is proposed."),
                     context=_about(found, _("Propose a spending case")))  # fmt: skip


@allow("funds.rule")
def reverse_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wrong grant back."""
    seen = Entry.objects.visible_to(request.access)  # type: ignore[attr-defined]
    entry = get_object_or_404(seen.filter(kind=EntryKind.GRANT).select_related("account__unit"), pk=pk)

    def work(given: dict[str, Any]) -> str:
        actions.reverse_grant(pk, actor=me(request), now=timezone.now(), **given)
        return reverse("funds:account", args=[entry.account_id])

    return form_page(request, ReverseForm(request.POST or None), act=f"funds:reverse:{pk}", work=work,
                     done=_("The grant is reversed."), context=_about(entry.account, _("Reverse a grant")))  # fmt: skip


def _account(request: HttpRequest, pk: int) -> Account:
    seen = Account.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return get_object_or_404(seen.select_related("office", "unit__area"), pk=pk)


def _mine(request: HttpRequest, pk: int) -> Account:
    """The account if this person may ask for its money; 403 if she may only read it."""
    found = _account(request, pk)
    if not request.access.may("funds.request", found.unit.area.path):  # type: ignore[attr-defined]
        raise PermissionDenied
    return found


def _about(found: Account, title: str) -> dict[str, Any]:
    words = _("%(account)s: %(left)s yuan are available.") % {"account": found, "left": yuan_text(found.free)}
    return {"title": title, "intro": words, "back_url": reverse("funds:account", args=[found.pk])}


def _line(entry: Entry, after: int, *, may_rule: bool) -> dict[str, Any]:
    undone = hasattr(entry, "reversed_by")
    reversible = may_rule and entry.kind == EntryKind.GRANT and not undone
    url = reverse("funds:reverse", args=[entry.pk]) if reversible else ""
    shown = {name: yuan_text(getattr(entry, name)) if getattr(entry, name) else "" for name in SUMS}
    return {"entry": entry, "after": yuan_text(after), "reverse_url": url, **shown}
