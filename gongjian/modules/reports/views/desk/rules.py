"""Routing rules: written, tried on last month's reports, switched on and off."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.modules.reports import actions
from gongjian.modules.reports.forms.desk import RuleForm
from gongjian.modules.reports.models import RoutingRule
from gongjian.modules.reports.routing import try_rules
from gongjian.modules.reports.views.desk.register import office_of

RIGHT = "reports.set_up"
ASKED = ("category", "area", "words", "unit", "handler", "order")


def _rule(request: HttpRequest, pk: int) -> RoutingRule:
    return get_object_or_404(RoutingRule.objects.visible_to(request.access).with_all(), pk=pk)  # type: ignore[attr-defined]


@allow(RIGHT)
def edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new rule, or this one."""
    rule = _rule(request, pk) if pk else None
    office = rule.office if rule else office_of(request, RIGHT)
    initial = {name: getattr(rule, name) for name in ASKED} if rule else {}
    form = RuleForm(office, request.POST or None, initial=initial)
    back = reverse("reports:rule", args=[pk]) if pk else reverse("reports:rules")

    def work(given: dict[str, Any]) -> str:
        facts = actions.RuleFacts(**given)
        kept = actions.save_rule(
            office, facts=facts, actor=me(request), now=timezone.now(), rule_id=pk or None
        )
        return reverse("reports:rule", args=[kept.pk])

    context = {
        "title": _("Change the rule") if rule else _("Add a rule"), "back_url": back,
        "intro": _("It proposes nothing until it was tried on last month's reports and switched on."),
    }  # fmt: skip
    return form_page(
        request,
        form,
        act=f"reports.rule:{office.pk}:{pk}",
        work=work,
        done=_("Saved. Now try it."),
        context=context,
    )


@allow(RIGHT, methods=("GET",))
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule, and how it would have done on the reports of the last month: seen anew each time, kept when tried."""
    row = _rule(request, pk)
    trial = try_rules(row.office, [row], now=timezone.now())
    return render(request, "reports/rule.html", {"rule": row, "trial": trial})


@allow(RIGHT, methods=("POST",))
def try_it(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what came of trying it."""
    row, back = _rule(request, pk), reverse("reports:rule", args=[pk])

    def work() -> object:
        return actions.try_rule(pk, row.office, actor=me(request), now=timezone.now())

    return do_and_say(
        request, act=f"reports.try_rule:{pk}", work=work, done=_("Tried: the numbers are kept."), back=back
    )


@allow(RIGHT, methods=("POST",))
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """On or off."""
    row, back = _rule(request, pk), reverse("reports:rule", args=[pk])
    on = request.POST.get("on") == "1"

    def work() -> object:
        return actions.switch_rule(pk, row.office, on=on, actor=me(request), now=timezone.now())

    done = _("The rule proposes from now on.") if on else _("The rule proposes nothing any more.")
    return do_and_say(request, act=f"reports.switch_rule:{pk}:{int(on)}", work=work, done=done, back=back)
