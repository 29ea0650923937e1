"""Pages of the alliance: joining, agreements, pairings, and a contact's own unit."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.invites.actions import invite
from gongjian.core.invites.models import Invite
from gongjian.core.items.detail import detail_context
from gongjian.core.items.models import Item
from gongjian.core.once.actions import do_once
from gongjian.core.people.buckets import Rate, take
from gongjian.core.people.guard import allow, allow_public, allow_signed_in
from gongjian.core.people.views.forms_page import form_page, me, put_into
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.modules.network import actions, forms
from gongjian.modules.network.actions.joining import Facts
from gongjian.modules.network.ledgers import standing_of
from gongjian.modules.network.models import Agreement, AgreementTerm, Confirmation, Joining, Pairing

ASKING = Rate("network-join", 10, dt.timedelta(hours=1))
SCOPED = "the agreement is looked up among those the person may read"


@allow_public("any unit may ask to join the alliance, without an account")
def join(request: HttpRequest) -> HttpResponse:
    """A unit asks to join."""
    form = forms.JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        names = ("name", "kind", "address", "gives", "contact", "phone")

        def work() -> dict[str, Any]:
            take(ASKING, subject=request.META.get("REMOTE_ADDR", ""), now=now)
            facts = Facts(**{name: given[name] for name in names})
            row = actions.apply_to_join(
                given["area"],
                facts=facts,
                sign_in_name=given["sign_in_name"],
                password=given["password"],
                now=now,
            )
            return {"joining": row.pk}

        try:
            do_once(request.POST.get("once", ""), "network.join", work)
            return redirect("network_public:sent")
        except Refused as refused:
            put_into(form, refused)
    return render(request, "network/public/join.html", {"form": form}, status=422 if form.errors else 200)


@allow_public("says that the request came in; shows nothing of it", methods=("GET",))
def sent(request: HttpRequest) -> HttpResponse:
    """Thanks."""
    return render(request, "network/public/sent.html")


def _joining(request: HttpRequest, pk: int) -> Joining:
    rows = Joining.objects.visible_to(request.access).select_related("unit", "area", "office", "decided_by")  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=pk)


@allow("network.view", methods=("GET",))
def joining(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: what it said of itself, its standing, what it has with the office."""
    row, access = _joining(request, pk), request.access  # type: ignore[attr-defined]
    may = access.may("network.confirm", row.area_path)
    context = {
        "row": row, "standing": standing_of(row), "may_confirm": may,
        "contact": f"{unseal(row, 'contact')} {unseal(row, 'phone')}".strip() if may else "",
        "agreements": Agreement.objects.visible_to(access).filter(item__unit=row.unit_id).with_all() if row.unit_id else (),
        "pairings": Pairing.objects.filter(unit=row.unit_id).select_related("other") if row.unit_id else (),
        "confirmations": row.confirmations.all(),
    }  # fmt: skip
    return render(request, "network/joining.html", context)


def _act(verb: str, make: type[Any], title: Any, done: Any, intro: Any = str) -> Callable[..., HttpResponse]:
    """The page of one decision about a unit."""

    @allow("network.confirm")
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = _joining(request, pk)
        back = reverse("network:joining", args=[pk])

        def work(given: dict[str, Any]) -> str:
            getattr(actions, verb)(row, **given, actor=me(request), now=timezone.now())
            return back

        context = {"title": title() % {"name": row.name}, "back_url": back, "intro": intro()}
        return form_page(
            request,
            make(request.POST or None),
            act=f"network.{verb}:{pk}",
            work=work,
            done=done(),
            context=context,
        )

    return view


confirm = _act(
    "confirm_joining",
    forms.NoteForm,
    lambda: _("Confirm %(name)s"),
    lambda: _("The unit is in the alliance."),
)
refuse = _act("refuse_joining", forms.ReasonForm, lambda: _("Refuse %(name)s"), lambda: _("Refused."))
pause = _act(
    "pause",
    forms.ReasonForm,
    lambda: _("Pause %(name)s"),
    lambda: _("The unit's standing is paused."),
    lambda: _("Nothing is deleted, and the unit can take part again at any time."),
)
resume = _act(
    "resume",
    forms.ReasonForm,
    lambda: _("%(name)s takes part again"),
    lambda: _("The unit takes part again."),
)
leave = _act(
    "leave",
    forms.EndForm,
    lambda: _("%(name)s leaves the alliance"),
    lambda: _("The unit has left."),
    lambda: _("Its agreements, pairings and resources end with it; what it has delivered stays counted."),
)


def _form(
    request: HttpRequest, form: Any, act: str, work: Callable[[dict[str, Any]], str], title: str, back: str
) -> HttpResponse:
    done = _("Done: %(what)s") % {"what": title}
    return form_page(request, form, act=act, work=work, done=done, context={"title": title, "back_url": back})


def _choice(request: HttpRequest) -> dict[str, Any]:
    paths = request.access.paths("network.agree")  # type: ignore[attr-defined]
    return {"paths": paths, "offices": Area.objects.under_any(paths).values("office")}


@allow("network.agree")
def new_agreement(request: HttpRequest) -> HttpResponse:
    """Draft one."""
    form = forms.AgreementForm(request.POST or None, **_choice(request))

    def work(given: dict[str, Any]) -> str:
        unit = given.pop("unit")
        row = actions.draft_agreement(unit, **given, actor=me(request), now=timezone.now())
        return reverse("network:agreement", args=[row.pk])

    return _form(request, form, "network.draft", work, _("Draft an agreement"), reverse("network:agreements"))


def _agreement(request: HttpRequest, pk: int) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.access).with_all(), pk=pk)  # type: ignore[attr-defined]


@allow_signed_in(SCOPED, methods=("GET",))
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement's page: parties, days, terms with what was delivered."""
    row, access, now = _agreement(request, pk), request.access, timezone.now()  # type: ignore[attr-defined]
    item, may = row.item, access.may("network.agree", row.item.area_path)
    facts = [
        (_("Partner"), item.unit.name if item.unit else ""), (_("Side of the office"), row.side.name),
        (_("From"), row.since.isoformat()), (_("Last day"), row.until.isoformat()),
        (_("Signed on"), row.signed_on.isoformat() if row.signed_on else ""),
        (_("Renews"), row.previous.item.number if row.previous else ""),
    ]  # fmt: skip
    context = detail_context(item, access, now=now) | {
        "agreement": row, "terms": row.terms.select_related("giver"), "may_agree": may,
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "back_url": reverse("network:agreements" if access.may_anywhere("network.view") else "network:own"),
        "back_label": _("Agreements"),
        "links": Invite.objects.about(row) if may and access.may_anywhere("invites.manage") else (),
        "may_deliver": may and item.state in ("signed", "running"),
        "may_renew": may and item.state in ("running", "ended") and not hasattr(row, "next"),
    }  # fmt: skip
    return render(request, "network/agreement.html", context)


@allow("network.agree")
def add_term(request: HttpRequest, pk: int) -> HttpResponse:
    """What one side gives."""
    row = _agreement(request, pk)
    back = reverse("network:agreement", args=[pk])

    def work(given: dict[str, Any]) -> str:
        actions.add_term(row, **given, actor=me(request), now=timezone.now())
        return back

    return _form(
        request,
        forms.TermForm(request.POST or None, agreement=row),
        f"network.term:{pk}",
        work,
        _("Add a term"),
        back,
    )


@allow("network.agree")
def deliver(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A finished matter counts as a delivery of a term."""
    row = _agreement(request, pk)
    term = get_object_or_404(AgreementTerm, agreement=row, pk=number)
    back = reverse("network:agreement", args=[pk])

    def work(given: dict[str, Any]) -> str:
        seen = Item.objects.visible_to(request.access)  # type: ignore[attr-defined]
        matter = seen.filter(office_id=row.item.office_id, number=given["number"].strip().upper()).first()
        if matter is None:
            raise Refused(_("No matter of your office has this number."), field="number")
        actions.note_delivery(term, matter=matter, note=given["note"], actor=me(request), now=timezone.now())
        return back

    return _form(
        request,
        forms.DeliveryForm(request.POST or None),
        f"network.deliver:{number}",
        work,
        _("Note a delivery"),
        back,
    )


@allow("network.agree")
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft with the same terms."""
    row = _agreement(request, pk)
    first = {"since": row.until + dt.timedelta(days=1), "until": row.until + (row.until - row.since)}

    def work(given: dict[str, Any]) -> str:
        new = actions.renew_agreement(row, **given, actor=me(request), now=timezone.now())
        return reverse("network:agreement", args=[new.pk])

    back = reverse("network:agreement", args=[pk])
    return _form(
        request,
        forms.RenewForm(request.POST or None, initial=first),
        f"network.renew:{pk}",
        work,
        _("Renew"),
        back,
    )


@allow("network.agree")
def give_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A private link by which the unit's contact answers."""
    row = _agreement(request, pk)
    back = reverse("network:agreement", args=[pk])

    def work(given: dict[str, Any]) -> str:
        if row.item.state != "sent" or row.item.unit is None:
            raise Refused(_("Send the agreement first; then give the link."))
        held = Joining.objects.filter(unit=row.item.unit).first()
        contact = unseal(held, "contact") if held else ""
        invite(
            row,
            purpose="network.agreement",
            unit=row.item.unit,
            contact=contact,
            by=me(request),
            now=timezone.now(),
        )
        return back

    return _form(
        request,
        forms.NoteForm(request.POST or None),
        f"network.link:{pk}",
        work,
        _("Give a private link"),
        back,
    )


@allow("network.agree")
def new_pairing(request: HttpRequest) -> HttpResponse:
    """Pair a unit."""
    form = forms.PairForm(request.POST or None, initial={"since": timezone.localdate()}, **_choice(request))

    def work(given: dict[str, Any]) -> str:
        unit = given.pop("unit")
        actions.pair(unit, **given, actor=me(request), now=timezone.now())
        return reverse("network:pairings")

    return _form(request, form, "network.pair", work, _("Pair two"), reverse("network:pairings"))


@allow("network.view", methods=("GET",))
def pairing(request: HttpRequest, pk: int) -> HttpResponse:
    """One pairing."""
    rows = Pairing.objects.visible_to(request.access).select_related("unit", "other__area")  # type: ignore[attr-defined]
    row = get_object_or_404(rows, pk=pk)
    may = request.access.may("network.agree", row.other.area.path)  # type: ignore[attr-defined]
    return render(request, "network/pairing.html", {"row": row, "may_end": may and not row.until})


@allow("network.agree")
def end_pairing(request: HttpRequest, pk: int) -> HttpResponse:
    """It ends."""
    row = get_object_or_404(Pairing.objects.visible_to(request.access), pk=pk)  # type: ignore[attr-defined]
    back = reverse("network:pairing", args=[pk])

    def work(given: dict[str, Any]) -> str:
        actions.end_pairing(row, **given, actor=me(request), now=timezone.now())
        return back

    return _form(
        request, forms.EndForm(request.POST or None), f"network.unpair:{pk}", work, _("End the pairing"), back
    )


@allow("network.own", methods=("GET",))
def own(request: HttpRequest) -> HttpResponse:
    """A contact's own units and nothing else."""
    access = request.access  # type: ignore[attr-defined]
    context = {
        "rows": [
            (row, standing_of(row)) for row in Joining.objects.own_of(access).select_related("unit", "office")
        ],
        "agreements": Agreement.objects.filter(item__unit__in=access.unit_ids)
        .exclude(item__state="draft")
        .with_all(),
        "pairings": Pairing.objects.filter(unit__in=access.unit_ids).select_related("other"),
        "asked": Confirmation.objects.filter(
            joining__unit__in=access.unit_ids, answered_at=None
        ).select_related("joining"),
    }
    return render(request, "network/own.html", context)


@allow("network.own")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit goes on, or not."""
    mine = Confirmation.objects.filter(joining__unit__in=request.access.unit_ids)  # type: ignore[attr-defined]
    row = get_object_or_404(mine.select_related("joining"), pk=pk)
    back = reverse("network:own")
    if request.method == "POST":
        goes_on = request.POST.get("answer") == "yes"

        def work() -> dict[str, Any]:
            actions.answer_confirmation(row, goes_on=goes_on, actor=me(request), now=timezone.now())
            return {}

        try:
            do_once(request.POST.get("once", ""), f"network.answer:{pk}", work, person=me(request))
            messages.success(request, _("Thank you, the office knows."))
        except Refused as refused:
            messages.error(request, str(refused.reason))
    return redirect(back)
