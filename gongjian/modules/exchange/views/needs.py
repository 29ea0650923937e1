"""A need's page with what is on its way, entering and changing it, and offering a resource for it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.items.detail import detail_context
from gongjian.core.items.models import Item
from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.modules.exchange import actions, policy
from gongjian.modules.exchange.actions.asking import Wanted
from gongjian.modules.exchange.capacity import left_in
from gongjian.modules.exchange.forms import DayForm, NeedForm, ProposeForm
from gongjian.modules.exchange.matching.one_need import suiting
from gongjian.modules.exchange.matching.words import rows_of
from gongjian.modules.exchange.models import Declining, Need, Origin, Resource
from gongjian.modules.exchange.taking import ASKED

SCOPED = "the need is looked up among those the person may see"
ORIGINS = {
    "report": Origin.REPORT,
    "visit": Origin.VISIT,
    "meeting": Origin.MEETING,
    "decision": Origin.MEETING,
}
SHOWN, BEST = 30, 3


def seen(request: HttpRequest, pk: int) -> Need:
    """The need if this person may see it, else 404."""
    return get_object_or_404(Need.objects.visible_to(request.access).with_all(), pk=pk)  # type: ignore[attr-defined]


def arranged(request: HttpRequest, pk: int) -> Need:
    """The need if this person brings it together with resources; 403 if she may only read it."""
    found = seen(request, pk)
    if not policy.may_arrange(found.item.area_path, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    return found


@allow_signed_in(SCOPED, methods=("GET",))
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """The need's page."""
    found, access, now = seen(request, pk), request.access, timezone.now()  # type: ignore[attr-defined]
    item = found.item
    offers = not item.is_closed and found.missing > 0 and policy.may_arrange(item.area_path, access)
    asks = not item.is_closed and policy.may_ask(item.area_path, access)
    context = detail_context(item, access, now=now) | {
        "need": found,
        "back_url": reverse("exchange:needs"),
        "back_label": _("Needs"),
        "facts": facts_of(found),
        "matches": found.matches.with_all().order_by("-pk"),
        "declined": found.declinings.select_related("resource__unit"),
        "choose_url": reverse("exchange:choose", args=[pk]) if offers else "",
        "rows": rows_of(suiting(found, today=timezone.localdate(), top=BEST)) if offers else [],
        "ranking_url": reverse("exchange:ranking", args=[pk]) if offers else "",
        "change_url": reverse("exchange:change_need", args=[pk]) if asks else "",
    }
    return render(request, "exchange/need.html", context)


def facts_of(found: Need) -> list[dict[str, Any]]:
    """Label and value of what is needed."""
    item = found.item
    number = found.quantity
    came, missing = found.delivered, found.missing
    told = _("%(all)d %(measure)s: %(came)d delivered, %(missing)d still missing")
    rows = [
        (_("Category of the exchange"), found.category.name),
        (pgettext("exchange", "Quantity"),
         told % {"all": number, "measure": found.measure, "came": came, "missing": missing}),
        (_("Description"), found.text), (_("Whose need"), found.whose),
        (_("Households"), found.households), (pgettext("exchange", "Persons"), found.people),
        (_("Unit that needs it"), str(item.unit or "")), (_("Area"), item.area.short_name), (_("Place"), item.place),
        (pgettext("clock", "Needed by"), f"{found.wanted_by:%Y-%m-%d}" if found.wanted_by else ""),
        (_("Urgency"), found.get_urgency_display()), (_("Learned from"), found.get_origin_display()),
    ]  # fmt: skip
    return [{"label": label, "value": value} for label, value in rows if value]


@allow("exchange.ask")
def new_need(request: HttpRequest) -> HttpResponse:
    """Enter a need; `?from=12` takes over what the matter 12 says, and is its origin."""
    access = request.access  # type: ignore[attr-defined]
    source = _source(request)
    first: dict[str, Any] = {}
    if source is not None:
        origin = ORIGINS.get(source.kind, Origin.TYPED)
        first = {"title": source.title, "area": source.area_id, "place": source.place, "origin": origin}
    form = NeedForm(access, request.POST or None, initial=first)

    def work(cleaned: dict[str, Any]) -> str:
        where = {name: cleaned.pop(name) for name in ("area", "title", "place", "unit")}
        made = actions.open_need(
            where.pop("area"),
            **where,
            wanted=Wanted(**cleaned),
            comes_from=source,
            actor=me(request),
            now=timezone.now(),
        )
        return reverse("exchange:need", args=[made.pk])

    intro = _("From %(matter)s: both are linked.") % {"matter": source} if source else ""
    context = {"title": _("Enter a need"), "intro": intro, "back_url": reverse("exchange:needs"),
               "keep_key": f"exchange.need:{source.pk if source else ''}"}  # fmt: skip
    act = f"exchange.open_need:{source.pk if source else ''}"
    return form_page(request, form, act=act, work=work, done=_("The need is entered."), context=context)


def _source(request: HttpRequest) -> Item | None:
    given = request.GET.get("from", "")
    if not given:
        return None
    rows = Item.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=given if given.isdecimal() and len(given) < 18 else 0)


@allow_signed_in(SCOPED)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say anew what is needed."""
    found = seen(request, pk)
    if not policy.may_ask(found.item.area_path, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    said = {name: getattr(found, name) for name in (*ASKED, "whose")}
    form = NeedForm(request.access, request.POST or None, initial=said, known=found)  # type: ignore[attr-defined]
    back = reverse("exchange:need", args=[pk])

    def work(cleaned: dict[str, Any]) -> str:
        actions.describe_need(pk, wanted=Wanted(**cleaned), actor=me(request), now=timezone.now())
        return back

    context = {"title": _("Change the need"), "intro": str(found.item), "back_url": back}
    return form_page(
        request, form, act=f"exchange.describe:{pk}", work=work, done=_("Changed."), context=context
    )


@allow_signed_in(SCOPED, methods=("GET",))
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Resources on offer for a need: of its category first, then whatever the words find."""
    found = arranged(request, pk)
    words, today = request.GET.get("q", "").strip()[:40], timezone.localdate()
    rows = Resource.objects.filter(office=found.item.office_id).on_offer(today).with_all()
    rows = rows.filter(title__icontains=words) if words else rows.filter(category=found.category_id)
    declined = Declining.objects.in_force(today).filter(need=found).values("resource_id")
    context = {
        "need": found, "q": words, "resources": rows.exclude(pk__in=declined).order_by("title", "pk")[:SHOWN],
        "back_url": reverse("exchange:need", args=[pk]),
    }  # fmt: skip
    return render(request, "exchange/choose.html", context)


def _day_of(request: HttpRequest) -> Any:
    """The day that another page proposes, if it is one."""
    form = DayForm(request.GET)
    return form.cleaned_data["day"] if form.is_valid() else None


@allow_signed_in(SCOPED)
def propose(request: HttpRequest, pk: int, resource: int) -> HttpResponse:
    """Offer so much of one resource, on a day."""
    found = arranged(request, pk)
    given = get_object_or_404(Resource.objects.filter(office=found.item.office_id).with_all(), pk=resource)
    today = timezone.localdate()
    left = left_in(given, today)
    first = {"quantity": max(1, min(found.missing, left)), "first_day": _day_of(request) or today}
    form = ProposeForm(request.POST or None, initial=first)

    def work(cleaned: dict[str, Any]) -> str:
        made = actions.propose_match(pk, resource=given, actor=me(request), now=timezone.now(), **cleaned)
        return reverse("exchange:match", args=[made.pk])

    told = _("%(resource)s of %(unit)s: %(capacity)s, %(left)d left in this period. Hours: %(hours)s")
    hours = given.hours_text or _("By arrangement")
    intro = told % {"resource": given.title, "unit": given.unit.name, "capacity": given.capacity_text, "left": left,
                    "hours": hours}  # fmt: skip
    context = {"title": _("Offer for: %(need)s") % {"need": found.item.title}, "intro": intro,
               "back_url": reverse("exchange:choose", args=[pk]), "submit_label": _("Offer")}  # fmt: skip
    done = _("Offered. The giving unit is asked; so much is kept for the need.")
    return form_page(
        request, form, act=f"exchange.propose:{pk}:{resource}", work=work, done=done, context=context
    )
