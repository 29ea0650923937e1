"""Proposals for all open needs: the list, asking for one, its page, and confirming what is ticked."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.core.refusal import Refused
from gongjian.modules.exchange.forms import ProposalForm
from gongjian.modules.exchange.matching.proposing import confirm_rows, propose_later
from gongjian.modules.exchange.matching.words import reasons_kept
from gongjian.modules.exchange.models import Answer, Proposal, ProposedMatch, WithoutMatch

KEPT, ON_A_PAGE = 30, 50


def seen(request: HttpRequest, pk: int) -> Proposal:
    """The proposal if this person brings needs of its place together with resources, else 404."""
    rows = Proposal.objects.visible_to(request.access).select_related("area", "made_by")  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=pk)


@allow("exchange.arrange", methods=("GET",))
def proposals(request: HttpRequest) -> HttpResponse:
    """The newest proposals."""
    rows = Proposal.objects.visible_to(request.access).select_related("area", "made_by")  # type: ignore[attr-defined]
    return render(request, "exchange/matching/proposals.html", {"proposals": rows[:KEPT]})


@allow("exchange.arrange")
def new_proposal(request: HttpRequest) -> HttpResponse:
    """Have a proposal worked out in the background."""
    form = ProposalForm(request.access, request.POST or None)  # type: ignore[attr-defined]

    def work(cleaned: dict[str, Any]) -> str:
        most = cleaned["most_per_unit"]
        task = propose_later(cleaned["area"], most_per_unit=most, actor=me(request), now=timezone.now())
        return reverse("jobs:task", args=[task.uid])

    intro = _(
        "For every open need one resource, so that as many needs as possible are served, the pressing ones first, and "
        "no unit is asked for too much. Nobody is asked before you have confirmed."
    )
    context = {"title": _("Propose for all open needs"), "intro": intro, "back_url": reverse("exchange:proposals"),
               "submit_label": _("Work it out")}  # fmt: skip
    done = _("It is being worked out. When it is ready, open it from here.")
    return form_page(request, form, act="exchange.propose_all", work=work, done=done, context=context)


@allow("exchange.arrange", methods=("GET",))
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Its proposed matches, `?show=without` the needs without one, both page by page."""
    made = seen(request, pk)
    without = request.GET.get("show") == "without"
    rows = made.rows.with_all()
    rows = rows.unmatched().order_by("need__category__order", "why", "pk") if without else rows.matched()
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "proposal": made, "without": without, "page": page, "figures": _figures(made), "kinds": _kinds(made),
        "rows": [_shown(row) for row in page], "tickable": any(row.answer == Answer.OPEN for row in page),
        "tabs": _tabs(made, without=without), "back_url": reverse("exchange:proposals"),
    }  # fmt: skip
    return render(request, "exchange/matching/proposal.html", context)


def _shown(row: ProposedMatch) -> dict[str, Any]:
    return {
        "row": row,
        "reasons": reasons_kept(row) if row.resource else [],
        "open": row.answer == Answer.OPEN,
    }


def _tabs(made: Proposal, *, without: bool) -> list[dict[str, Any]]:
    here = reverse("exchange:proposal", args=[made.pk])
    matched = made.rows.matched().count()
    return [
        {"label": _("Proposed"), "url": here, "current": not without, "count": matched},
        {"label": _("Needs without a match"), "url": f"{here}?show=without", "current": without,
         "count": made.needs - matched},
    ]  # fmt: skip


def _kinds(made: Proposal) -> list[dict[str, Any]]:
    """How many needs of each category got none, and why."""
    rows = made.rows.unmatched().order_by("need__category__order", "need__category__name", "why")
    found = rows.values_list("need__category__name", "why").annotate(number=Count("pk"))
    return [{"kind": kind, "why": WithoutMatch(why).label, "number": number} for kind, why, number in found]


def _figures(made: Proposal) -> list[dict[str, str]]:
    """Value, bound and gap, with greedy and first-come beside them, in words."""
    below = _("at most %(gap)s below the best possible") % {"gap": f"{made.gap:.2%}"}
    gap = _("proved best") if made.gap < 1e-6 else below
    told = _("%(needs)d open needs × %(resources)d resources on offer, at most %(most)d needs per unit")
    told %= {"needs": made.needs, "resources": made.resources, "most": made.most_per_unit}
    counts = _(
        "Pressing counts 3, soon 2, can wait 1 where the resource suits perfectly; half of that where it hardly does."
    )
    rows = [
        (_("Looked at"), told), (_("Served weight"), f"{made.value:.1f}（{gap}）"),
        (_("Upper bound"), f"{made.bound:.1f}"),
        (_("The worthiest pair first would serve"), f"{made.greedy:.1f}"),
        (_("First come, first served would serve"), f"{made.first_come:.1f}"),
        (_("How it counts"), counts),
        (_("Worked out in"), _("%(n)s seconds") % {"n": f"{made.seconds:.1f}"}),
    ]  # fmt: skip
    return [{"label": label, "value": value} for label, value in rows]


@allow("exchange.arrange", methods=("POST",))
def confirm_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Make matches of what is ticked. Each row is answered once, so a second press changes nothing."""
    made = seen(request, pk)
    back = reverse("exchange:proposal", args=[pk])
    page = request.POST.get("page", "")
    chosen = [int(given) for given in request.POST.getlist("rows") if given.isdecimal() and len(given) < 18]
    try:
        told = confirm_rows(made, chosen=chosen, actor=me(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        _say(request, told[Answer.CONFIRMED], told[Answer.REFUSED])
    return redirect(f"{back}?page={page}" if page.isdecimal() else back)


def _say(request: HttpRequest, confirmed: int, refused: int) -> None:
    if confirmed:
        words = ngettext(
            "%(n)d match made; its unit is asked.", "%(n)d matches made; their units are asked.", confirmed
        )
        messages.success(request, words % {"n": confirmed})
    if refused:
        words = ngettext(
            "%(n)d could not be made; its row says why.",
            "%(n)d could not be made; their rows say why.",
            refused,
        )
        messages.error(request, words % {"n": refused})
    if not confirmed and not refused:
        messages.info(request, _("These were answered already; nothing was changed."))
