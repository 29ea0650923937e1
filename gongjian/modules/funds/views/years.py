"""Rules of the fund, granting a year, and closing one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.core.refusal import Refused
from gongjian.lib.money import yuan_text
from gongjian.modules.funds import actions
from gongjian.modules.funds.forms import GrantForm, RuleForm, ShareForm
from gongjian.modules.funds.models import FundRule, RuleKind


@allow("funds.view", methods=("GET",))
def rules(request: HttpRequest) -> HttpResponse:
    """What is granted by which rule, past ones too."""
    access = request.access  # type: ignore[attr-defined]
    found = FundRule.objects.visible_to(access).select_related("office")
    return render(
        request, "funds/rules.html", {"rows": list(found), "may_rule": access.may_anywhere("funds.rule")}
    )


@allow("funds.rule")
def new_rule(request: HttpRequest) -> HttpResponse:
    """Enter a sum of a year, or the limit for one matter."""
    return _rule_page(
        request, RuleForm(_offices(request), request.POST or None), _("Enter a rule of the fund")
    )


@allow("funds.rule")
def new_share(request: HttpRequest) -> HttpResponse:
    """Enter what is carried over at the end of a year."""
    form = ShareForm(_offices(request), request.POST or None)
    return _rule_page(request, form, _("Enter what is carried over"), kind=RuleKind.CARRY)


@allow("funds.rule")
def grant(request: HttpRequest) -> HttpResponse:
    """See what each organisation would get for this year, then grant it to all at once."""
    office, year = get_object_or_404(_offices(request)[:1]), timezone.localdate().year

    def work(_given: dict[str, Any]) -> str:
        actions.grant_year(office, year=year, actor=me(request), now=timezone.now())
        return reverse("funds:accounts")

    plan = actions.planned_grants(office, year=year)
    rows = [{"unit": row.unit, "amount": yuan_text(row.amount), "done": row.done} for row in plan]
    context = {
        "title": _("Grant the money of %(year)s") % {"year": year}, "rows": rows, "office": office,
        "sum": yuan_text(sum(row.amount for row in plan if not row.done)), "back_url": reverse("funds:accounts"),
        "submit_label": _("Grant to all"), "nothing_to_do": all(row.done for row in plan),
    }  # fmt: skip
    form = GrantForm(request.POST if request.method == "POST" else None)
    return form_page(request, form, act=f"funds:grant:{office.pk}:{year}", work=work, done=_("The money is granted."),
                     context=context, template="funds/grant.html")  # fmt: skip


@allow("funds.rule")
def close(request: HttpRequest) -> HttpResponse:
    """See what closing last year would do with each account, then close those that are ready."""
    office, year = get_object_or_404(_offices(request)[:1]), timezone.localdate().year - 1

    def work(_given: dict[str, Any]) -> str:
        actions.close_year(office, year=year, actor=me(request), now=timezone.now())
        return reverse("funds:accounts")

    try:
        plan, why = actions.planned_closing(office, year=year), ""
    except Refused as refused:
        plan, why = [], str(refused.reason)
    ready = [row for row in plan if not row.unfinished]
    sums = {
        name: yuan_text(sum(getattr(row, name) for row in ready)) for name in ("carried", "lapsed", "moved")
    }
    context = {
        "title": _("Close the year %(year)s") % {"year": year}, "office": office, "why": why, "sums": sums,
        "rows": [_told(row) for row in plan], "back_url": reverse("funds:accounts"),
        "submit_label": _("Close what is ready"), "nothing_to_do": not ready,
    }  # fmt: skip
    form = GrantForm(request.POST if request.method == "POST" else None)
    return form_page(request, form, act=f"funds:close:{office.pk}:{year}", work=work,
                     done=_("The accounts that were ready are closed."), context=context, template="funds/close.html")  # fmt: skip


def _rule_page(request: HttpRequest, form: Any, title: str, **more: Any) -> HttpResponse:
    def work(given: dict[str, Any]) -> str:
        actions.set_rule(given.pop("office"), actor=me(request), now=timezone.now(), **given, **more)
        return reverse("funds:rules")

    context = {"title": title, "back_url": reverse("funds:rules")}
    return form_page(
        request, form, act="funds:rule", work=work, done=_("The rule is entered."), context=context
    )


def _told(row: actions.Closing) -> dict[str, Any]:
    sums = {name: yuan_text(getattr(row, name)) for name in ("carried", "lapsed", "moved")}
    return {"account": row.account, "unfinished": row.unfinished, **sums}


def _offices(request: HttpRequest) -> Any:
    paths = request.access.paths("funds.rule")  # type: ignore[attr-defined]
    return Area.objects.offices().under_any(paths)
