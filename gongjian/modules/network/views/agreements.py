"""Agreements: drafting, terms, deliveries, renewing, the private link."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.files.downloads import as_download
from gongjian.core.invites.actions import invite
from gongjian.core.invites.models import Invite
from gongjian.core.items.detail import detail_context
from gongjian.core.items.models import Item
from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import me
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.lib.docx.plain import MEDIA_TYPE
from gongjian.modules.network import actions, forms
from gongjian.modules.network.models import Agreement, AgreementTerm, Joining
from gongjian.modules.network.offers import terms_with_offers
from gongjian.modules.network.paper import agreement_docx
from gongjian.modules.network.views.common import choice_of, form_of

SCOPED = "the agreement is looked up among those the person may read"


@allow("network.agree")
def new_agreement(request: HttpRequest) -> HttpResponse:
    """Draft one."""
    form = forms.AgreementForm(request.POST or None, **choice_of(request))

    def work(given: dict[str, Any]) -> str:
        unit = given.pop("unit")
        row = actions.draft_agreement(unit, **given, actor=me(request), now=timezone.now())
        return reverse("network:agreement", args=[row.pk])

    return form_of(
        request, form, "network.draft", work, _("Draft an agreement"), reverse("network:agreements")
    )


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
        "agreement": row, "terms": terms_with_offers(row, access), "may_agree": may,
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "back_url": reverse("network:agreements" if access.may_anywhere("network.view") else "network:own"),
        "back_label": _("Agreements"),
        "links": Invite.objects.about(row) if may and access.may_anywhere("invites.manage") else (),
        "may_deliver": may and item.state in ("signed", "running"),
        "may_renew": may and item.state in ("running", "ended") and not hasattr(row, "next"),
    }  # fmt: skip
    return render(request, "network/agreement.html", context)


@allow_signed_in(SCOPED, methods=("GET",))
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement as a Word document."""
    row = _agreement(request, pk)
    answer = HttpResponse(agreement_docx(row), content_type=MEDIA_TYPE)
    return as_download(answer, name=f"{row.item.title}.docx", stem=f"agreement-{row.item.number}")


@allow("network.agree")
def add_term(request: HttpRequest, pk: int) -> HttpResponse:
    """What one side gives."""
    row = _agreement(request, pk)
    back = reverse("network:agreement", args=[pk])

    def work(given: dict[str, Any]) -> str:
        actions.add_term(row, **given, actor=me(request), now=timezone.now())
        return back

    return form_of(
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

    return form_of(
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
    return form_of(
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

    return form_of(
        request,
        forms.NoteForm(request.POST or None),
        f"network.link:{pk}",
        work,
        _("Give a private link"),
        back,
    )
