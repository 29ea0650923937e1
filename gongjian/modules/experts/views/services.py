"""A service's page, adding and changing it, and where it stands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.modules.experts import actions, policy
from gongjian.modules.experts.actions.cataloguing import PLAIN, ServiceFacts
from gongjian.modules.experts.booking import left_in_month
from gongjian.modules.experts.forms import ReasonForm, ServiceForm
from gongjian.modules.experts.models import ExpertService, Mode, Offered, ServiceOrder
from gongjian.modules.experts.views.seeing import SCOPED, back_to, demand_keeper, service_seen
from gongjian.modules.experts.words import mean_of, minutes_text, state_of

SHOWN = 30


@allow_signed_in(SCOPED, methods=("GET",))
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """One service: what, for whom, how much is left this month, how it was rated, and its orders."""
    found, access = service_seen(request, pk), request.access  # type: ignore[attr-defined]
    orders = ServiceOrder.objects.visible_to(access).filter(service=found).with_all()
    orderable = found.state == Offered.OFFERED and access.may_anywhere("experts.order")
    context = {
        "service": found,
        "state": state_of(found),
        "facts": facts_of(found, left=left_in_month(found, timezone.now())),
        "rating": mean_of(found),
        "orders": orders.order_by("-starts_at", "-pk")[:SHOWN],
        "keeps": policy.may_keep(found.unit, access),
        "order_url": reverse("experts:place", args=[pk]) if orderable else "",
        "back_url": back_to(request, "services"),
    }
    return render(request, "experts/service.html", context)


def facts_of(
    found: ExpertService, *, left: int | None = None, with_expert: bool = True
) -> list[dict[str, Any]]:
    """Label and value of what is said of it; never a contact."""
    told = _("%(n)d a month") % {"n": found.capacity}
    if left is not None:
        told = _("%(n)d a month, %(left)d left this month") % {"n": found.capacity, "left": left}
    expert = {"label": pgettext("noun", "Expert"), "value": str(found.expert or "")}
    if with_expert and found.expert_id:
        expert["url"] = reverse("experts:expert", args=[found.expert_id])
    rows: list[dict[str, Any]] = [
        {"label": pgettext("column", "Number"), "value": found.number},
        {"label": _("Type of service"), "value": found.type.name},
        {"label": _("Giving unit"), "value": found.unit.name},
        *([expert] if with_expert else []),
        {"label": _("Intended for"), "value": found.audience},
        {"label": _("Duration"), "value": minutes_text(found.minutes)},
        {"label": _("Sessions a month"), "value": told},
        {"label": _("Way"), "value": found.get_mode_display()},
        {"label": _("Venue"), "value": found.place or (_("named by whoever orders") if found.mode != Mode.ONLINE else "")},
        {"label": _("Conditions"), "value": found.conditions},
        {"label": _("Reason"), "value": found.state_reason if with_expert else ""},
    ]  # fmt: skip
    return [row for row in rows if row["value"]]


@allow("experts.give")
def new_service(request: HttpRequest) -> HttpResponse:
    """Add a service of one's own unit, or of any of the office."""
    access = request.access  # type: ignore[attr-defined]
    own = list(access.unit_ids)
    form = ServiceForm(access, request.POST or None, initial={"unit": own[0] if len(own) == 1 else None})

    def work(cleaned: dict[str, Any]) -> str:
        unit, number = cleaned.pop("unit"), cleaned.pop("number")
        facts = ServiceFacts(**cleaned)
        made = actions.add_service(unit, facts=facts, number=number, actor=me(request), now=timezone.now())
        return reverse("experts:service", args=[made.pk])

    context = {
        "title": _("Add a service"),
        "back_url": back_to(request, "services"),
        "keep_key": "experts.service",
    }
    done = _("It is in the catalogue.")
    return form_page(request, form, act="experts.add_service", work=work, done=done, context=context)


@allow_signed_in(SCOPED)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say anew what it is."""
    found = service_seen(request, pk)
    demand_keeper(request, found)
    said = {name: getattr(found, name) for name in PLAIN}
    form = ServiceForm(request.access, request.POST or None, initial=said, known=found)  # type: ignore[attr-defined]
    back = reverse("experts:service", args=[pk])

    def work(cleaned: dict[str, Any]) -> str:
        actions.change_service(pk, facts=ServiceFacts(**cleaned), actor=me(request), now=timezone.now())
        return back

    context = {"title": _("Change the service"), "intro": found.title, "back_url": back}
    return form_page(
        request, form, act=f"experts.change_service:{pk}", work=work, done=_("Changed."), context=context
    )


@allow_signed_in(SCOPED)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Not on offer for now."""
    words = _("What was ordered goes on; nothing new is ordered until you offer it again.")
    return _turn(request, pk, actions.pause_service, title=_("Pause"), intro=words)


@allow_signed_in(SCOPED)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the catalogue."""
    words = _("Orders that are still open are cancelled with this reason.")
    return _turn(request, pk, actions.withdraw_service, title=_("Withdraw the service"), intro=words)


def _turn(request: HttpRequest, pk: int, action: Any, *, title: str, intro: str) -> HttpResponse:
    found = service_seen(request, pk)
    demand_keeper(request, found)
    back = reverse("experts:service", args=[pk])

    def work(cleaned: dict[str, Any]) -> str:
        action(pk, reason=cleaned["reason"], actor=me(request), now=timezone.now())
        return back

    context = {"title": f"{title} · {found.title}", "intro": intro, "back_url": back, "submit_label": title}
    act, done = f"experts.{action.__name__}:{pk}", _("Done: %(what)s") % {"what": title}
    return form_page(
        request, ReasonForm(request.POST or None), act=act, work=work, done=done, context=context
    )


@allow_signed_in(SCOPED, methods=("POST",))
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Back on offer."""
    demand_keeper(request, service_seen(request, pk))
    return do_and_say(
        request, act=f"experts.again:{pk}", done=_("It is on offer again."), back=reverse("experts:service", args=[pk]),
        work=lambda: actions.offer_again(pk, actor=me(request), now=timezone.now()),
    )  # fmt: skip
