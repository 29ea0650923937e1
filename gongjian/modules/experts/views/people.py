"""An expert's page, entering, changing and ending; never a rating."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.core.privacy.sealing import unseal
from gongjian.modules.experts import actions, policy
from gongjian.modules.experts.actions.registering import PLAIN, ExpertFacts
from gongjian.modules.experts.forms import ExpertForm, ReasonForm
from gongjian.modules.experts.models import Expert, ExpertService, ServiceOrder
from gongjian.modules.experts.views.seeing import SCOPED, back_to, demand_keeper, expert_seen
from gongjian.modules.experts.words import expert_state

SHOWN = 30


@allow_signed_in(SCOPED, methods=("GET",))
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Who she is, what she gives, and where she is expected next."""
    found, access = expert_seen(request, pk), request.access  # type: ignore[attr-defined]
    keeps = policy.may_keep(found.unit, access)
    coming = ServiceOrder.objects.visible_to(access).filter(expert=found, item__state="accepted").with_all()
    context = {
        "expert": found,
        "state": expert_state(found),
        "facts": facts_of(found, keeps=keeps),
        "services": ExpertService.objects.visible_to(access)
        .filter(expert=found)
        .kept()
        .with_all()
        .order_by("number"),
        "orders": coming.order_by("starts_at", "pk")[:SHOWN],
        "keeps": keeps and found.ended_at is None,
        "back_url": back_to(request, "experts"),
    }
    return render(request, "experts/expert.html", context)


def facts_of(found: Expert, *, keeps: bool) -> list[dict[str, Any]]:
    """Label and value of what is said of her; the contact for those who keep the list."""
    rows = [
        (_("Unit of the expert"), found.unit.name), (_("Title or post"), found.post), (_("Fields of knowledge"), found.fields),
        (_("Topics of Party lectures"), found.topics if found.is_lecturer else ""),
        (_("Contact"), unseal(found, "contact") if keeps else ""), (_("Reason"), found.end_reason),
    ]  # fmt: skip
    return [{"label": label, "value": value} for label, value in rows if value]


@allow("experts.view", methods=("GET",))
def lecturers(request: HttpRequest) -> HttpResponse:
    """The lecturers' pool: the list of experts in its view of those who can be asked for Party lectures."""
    return redirect(f"{reverse('experts:experts')}?view=lecturers")


@allow("experts.give")
def new_expert(request: HttpRequest) -> HttpResponse:
    """Enter an expert of one's own unit, or of any of the office."""
    access = request.access  # type: ignore[attr-defined]
    own = list(access.unit_ids)
    form = ExpertForm(access, request.POST or None, initial={"unit": own[0] if len(own) == 1 else None})

    def work(cleaned: dict[str, Any]) -> str:
        unit = cleaned.pop("unit")
        made = actions.add_expert(unit, facts=_facts(cleaned), actor=me(request), now=timezone.now())
        return reverse("experts:expert", args=[made.pk])

    context = {"title": _("Add an expert"), "back_url": back_to(request, "experts")}
    return form_page(request, form, act="experts.add_expert", work=work, done=_("Entered."), context=context)


@allow_signed_in(SCOPED)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say anew who she is."""
    found = expert_seen(request, pk)
    demand_keeper(request, found)
    said = {name: getattr(found, name) for name in PLAIN} | {"contact": unseal(found, "contact")}
    said["fields_of"] = said.pop("fields")
    form = ExpertForm(request.access, request.POST or None, initial=said, known=found)  # type: ignore[attr-defined]
    back = reverse("experts:expert", args=[pk])

    def work(cleaned: dict[str, Any]) -> str:
        actions.change_expert(pk, facts=_facts(cleaned), actor=me(request), now=timezone.now())
        return back

    context = {"title": _("Change the expert"), "intro": found.name, "back_url": back}
    return form_page(
        request, form, act=f"experts.change_expert:{pk}", work=work, done=_("Changed."), context=context
    )


@allow_signed_in(SCOPED)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Not available any more."""
    found = expert_seen(request, pk)
    demand_keeper(request, found)
    back = reverse("experts:expert", args=[pk])

    def work(cleaned: dict[str, Any]) -> str:
        actions.end_expert(pk, reason=cleaned["reason"], actor=me(request), now=timezone.now())
        return back

    title = _("Not available any more")
    words = _("The contact is destroyed; services go on without a name. What was given stays.")
    context = {"title": f"{title} · {found.name}", "intro": words, "back_url": back, "submit_label": title}
    form = ReasonForm(request.POST or None)
    return form_page(
        request, form, act=f"experts.end_expert:{pk}", work=work, done=_("Done."), context=context
    )


def _facts(cleaned: dict[str, Any]) -> ExpertFacts:
    cleaned = dict(cleaned)
    return ExpertFacts(fields=cleaned.pop("fields_of"), **cleaned)
