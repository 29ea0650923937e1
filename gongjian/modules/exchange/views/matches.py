"""A match's page, the confirmation of what was delivered, and the private link for the giving unit."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.invites.actions import invite
from gongjian.core.items.detail import detail_context
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.views.forms_page import form_page, link_once, me
from gongjian.modules.exchange import actions, policy
from gongjian.modules.exchange.forms import DeliveryForm, InviteForm
from gongjian.modules.exchange.models import Match, Need

SCOPED = "the match is looked up among those the person may see"
ASKING = "exchange.match"


def seen(request: HttpRequest, pk: int) -> Match:
    """The match if this person may see it, else 404."""
    return get_object_or_404(Match.objects.visible_to(request.access).with_all(), pk=pk)  # type: ignore[attr-defined]


@allow_signed_in(SCOPED, methods=("GET",))
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """The match's page."""
    found, access, now = seen(request, pk), request.access, timezone.now()  # type: ignore[attr-defined]
    item = found.item
    context = detail_context(item, access, now=now)
    for move in context["moves"]:
        if move["name"] == "deliver":
            move["url"] = reverse("exchange:deliver", args=[pk])
    sees = access.may_anywhere("exchange.view")
    arranges = policy.may_arrange(item.area_path, access)
    reads_need = Need.objects.visible_to(access).filter(pk=found.need_id).exists()
    context |= {
        "match": found,
        "back_url": reverse("exchange:matches" if sees else "exchange:mine"),
        "back_label": _("Matches") if sees else _("My unit"),
        "facts": facts_of(
            found, need_url=reverse("exchange:need", args=[found.need_id]) if reads_need else ""
        ),
        "link_url": reverse("exchange:link", args=[pk]) if arranges and item.state == "proposed" else "",
    }
    return render(request, "exchange/match.html", context)


def facts_of(found: Match, *, need_url: str = "") -> list[dict[str, Any]]:
    """Label and value of what was agreed, and what came of it."""
    need, resource = found.need, found.resource
    rows = [
        {"label": pgettext("kind", "Need"), "value": need.item.title, "url": need_url},
        {"label": _("Description"), "value": need.text},
        {"label": _("Whose need"), "value": need.whose},
        {
            "label": _("Resource"),
            "value": resource.title,
            "url": reverse("exchange:resource", args=[resource.pk]),
        },
        {"label": _("Giving unit"), "value": resource.unit.name},
        {"label": pgettext("exchange", "Quantity"), "value": f"{found.quantity} {need.measure}"},
        {"label": _("Day"), "value": found.days_text},
        {"label": _("Area"), "value": found.item.area.short_name},
        {"label": _("Place"), "value": found.item.place},
        {"label": _("Delivered"), "value": f"{found.delivered} {need.measure}" if found.delivered else ""},
        {"label": _("Rating"), "value": "★" * (found.rating or 0)},
        {"label": _("Said of the delivery"), "value": found.words},
    ]
    return [row for row in rows if row["value"]]


@allow_signed_in(SCOPED)
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """The asking side confirms what came, and rates the delivery."""
    found = seen(request, pk)
    if not policy.may_ask(found.item.area_path, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    back = reverse("exchange:match", args=[pk])

    def work(cleaned: dict[str, Any]) -> str:
        actions.confirm_delivery(pk, actor=me(request), now=timezone.now(), **cleaned)
        return back

    context = {"title": _("Confirm the delivery"), "intro": str(found.item), "back_url": back,
               "submit_label": _("Confirm the delivery")}  # fmt: skip
    form = DeliveryForm(found, request.POST or None)
    return form_page(
        request,
        form,
        act=f"exchange.deliver:{pk}",
        work=work,
        done=_("The delivery is confirmed."),
        context=context,
    )


@allow_signed_in(SCOPED)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """A private address on which the giving unit's contact answers without an account."""
    found = seen(request, pk)
    if not policy.may_arrange(found.item.area_path, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    form, address = InviteForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        given = {"contact": form.cleaned_data["contact"], "by": me(request), "now": timezone.now()}
        address = link_once(
            request, form, act=f"exchange:link:{pk}",
            make=lambda: invite(found, purpose=ASKING, unit=found.resource.unit, **given),
        )  # fmt: skip
    back = reverse("exchange:match", args=[pk])
    context = {"title": _("Private link for the unit"), "intro": str(found.item), "back_url": back, "form": form,
               "address": address, "submit_label": _("Make the link")}  # fmt: skip
    status = 422 if form.errors else 200
    answer = render(request, "invites/made.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def closed(thing: Match, unit: Any) -> str:
    """Why the private link's page takes no answer any more; empty while it does."""
    if thing.item.state == "proposed":
        return ""
    state = thing.item.flow.states[thing.item.state].label
    return _("This request is “%(state)s” by now: nothing is left to answer.") % {"state": state}


def told(thing: Match, unit: Any) -> dict[str, Any]:
    """What the private link's page shows."""
    facts = [row for row in facts_of(thing) if row["label"] != _("Resource")]
    return {"match": thing, "facts": facts, "resource": thing.resource.title}
