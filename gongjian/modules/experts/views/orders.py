"""An order's page, the giving unit's answer and report, the rating, and the private link."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from gongjian.core.invites.actions import invite
from gongjian.core.items.detail import detail_context
from gongjian.core.items.moves import may_make
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.views.forms_page import form_page, link_once, me
from gongjian.modules.experts import actions
from gongjian.modules.experts.forms import AcceptForm, DeliveryForm, InviteForm, RatingForm
from gongjian.modules.experts.models import ServiceOrder
from gongjian.modules.experts.views.seeing import SCOPED, back_to, order_seen

ASKING = "experts.order"


@allow_signed_in(SCOPED, methods=("GET",))
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """The order's page."""
    found, access = order_seen(request, pk), request.access  # type: ignore[attr-defined]
    item = found.item
    asks = item.state == "ordered" and access.may("experts.order", item.area_path)
    context = detail_context(item, access, now=timezone.now()) | {
        "order": found,
        "back_url": back_to(request, "orders"),
        "back_label": _("Orders"),
        "facts": facts_of(found, linked=True),
        "link_url": reverse("experts:link", args=[pk]) if asks else "",
    }
    return render(request, "experts/order.html", context)


def facts_of(found: ServiceOrder, *, linked: bool = False) -> list[dict[str, Any]]:
    """Label and value of what was ordered, and what came of it."""
    service, item = found.service, found.item
    begins, ends = timezone.localtime(found.starts_at), timezone.localtime(found.ends_at)
    people = ngettext("%(n)d person", "%(n)d people", found.people) % {"n": found.people}
    came = (
        "" if found.came is None else ngettext("%(n)d person", "%(n)d people", found.came) % {"n": found.came}
    )
    address = reverse("experts:service", args=[service.pk]) if linked else ""
    rows = [
        {"label": _("Service"), "value": service.title, "url": address},
        {"label": _("Giving unit"), "value": service.unit.name},
        {"label": _("Expert who comes"), "value": str(found.expert or "")},
        {"label": _("Ordered by"), "value": found.orderer.name},
        {"label": _("Begins"), "value": f"{begins:%Y-%m-%d %H:%M} – {ends:%H:%M}"},
        {"label": _("Venue"), "value": _("Online") if found.online else item.place},
        {"label": _("Who comes"), "value": found.audience},
        {"label": _("Expected"), "value": people},
        {"label": _("What it should be about"), "value": found.wish},
        {"label": _("Came"), "value": came},
        {"label": _("Rating of the service"), "value": "★" * (found.rating or 0)},
        {"label": _("Comment"), "value": found.comment},
    ]
    return [row for row in rows if row["value"]]


def _may(request: HttpRequest, found: ServiceOrder, move: str) -> None:
    """403 for whoever may not make the move; a wrong state is refused by the act itself, in words."""
    one = found.item.flow.move(move)
    if not may_make(found.item, one, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied


@allow_signed_in(SCOPED)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The giving unit says yes, and who comes."""
    found = order_seen(request, pk)
    _may(request, found, "accept")
    form = AcceptForm(found, request.POST or None)

    def work(cleaned: dict[str, Any]) -> None:
        expert = cleaned["expert"].pk if cleaned["expert"] else None
        actions.accept_order(pk, expert=expert, note=cleaned["note"], actor=me(request), now=timezone.now())

    done = _("Accepted: the ordering side is told.")
    return _form(request, found, form, work, title=pgettext("order move", "Accept"), done=done)


@allow_signed_in(SCOPED)
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """The giving unit reports that it was given."""
    title = pgettext("order move", "Report the delivery")
    return _deliver(request, pk, "deliver", title=title, for_unit=False)


@allow_signed_in(SCOPED)
def note_delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """The office writes down what a unit without an account said."""
    title = pgettext("order move", "Write down the delivery for the unit")
    return _deliver(request, pk, "note_delivery", title=title, for_unit=True)


def _deliver(request: HttpRequest, pk: int, move: str, *, title: str, for_unit: bool) -> HttpResponse:
    found = order_seen(request, pk)
    _may(request, found, move)
    form = DeliveryForm(request.POST or None, request.FILES or None)

    def work(cleaned: dict[str, Any]) -> None:
        actions.report_delivery(pk, **cleaned, for_unit=for_unit, actor=me(request), now=timezone.now())

    return _form(
        request, found, form, work, title=title, done=_("Reported: the ordering side rates the service now.")
    )


@allow_signed_in(SCOPED)
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """The ordering side rates the service."""
    found = order_seen(request, pk)
    _may(request, found, "rate")
    form = RatingForm(request.POST or None)

    def work(cleaned: dict[str, Any]) -> None:
        actions.rate_order(pk, **cleaned, actor=me(request), now=timezone.now())

    title = pgettext("order move", "Rate the service")
    return _form(request, found, form, work, title=title, done=_("Rated. The order is closed."))


def _form(
    request: HttpRequest, found: ServiceOrder, form: Any, act: Any, *, title: str, done: str
) -> HttpResponse:
    """One move's form about an order; back to its page."""
    back = reverse("experts:order", args=[found.pk])

    def work(cleaned: dict[str, Any]) -> str:
        act(cleaned)
        return back

    context = {"title": title, "intro": str(found.item), "back_url": back, "submit_label": title}
    name = request.resolver_match.url_name if request.resolver_match else ""
    return form_page(request, form, act=f"experts.{name}:{found.pk}", work=work, done=done, context=context)


@allow_signed_in(SCOPED)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """A private address on which the giving unit's contact answers without an account."""
    found = order_seen(request, pk)
    if not request.access.may("experts.order", found.item.area_path):  # type: ignore[attr-defined]
        raise PermissionDenied
    form, address = InviteForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        given = {"contact": form.cleaned_data["contact"], "by": me(request), "now": timezone.now()}
        address = link_once(
            request, form, act=f"experts:link:{pk}",
            make=lambda: invite(found, purpose=ASKING, unit=found.service.unit, **given),
        )  # fmt: skip
    context = {
        "title": _("Private link for the unit"), "intro": str(found.item), "form": form, "address": address,
        "back_url": reverse("experts:order", args=[pk]), "submit_label": _("Make the link"),
    }  # fmt: skip
    answer = render(request, "invites/made.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def closed(thing: ServiceOrder, unit: Any) -> str:
    """Why the private link's page takes no answer any more; empty while it does."""
    if thing.item.state == "ordered":
        return ""
    state = thing.item.flow.states[thing.item.state].label
    return _("This order is “%(state)s” by now: nothing is left to answer.") % {"state": state}


def told(thing: ServiceOrder, unit: Any) -> dict[str, Any]:
    """What the private link's page shows."""
    return {"facts": facts_of(thing), "service": thing.service.title}
