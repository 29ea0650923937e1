"""Pages of threads: one thread whole, tying a link, taking one off, and the list of what hangs on nothing."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.links.actions import link, unlink
from gongjian.core.links.forms import TakeOffForm, TieForm
from gongjian.core.links.ledgers import WITHOUT_ORIGIN
from gongjian.core.links.models import ITEM, Link
from gongjian.core.links.policy import may_tie
from gongjian.core.links.walking import thread_of
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.views.forms_page import form_page, me

SCOPED = "every row of a thread is asked for by whoever looks; one that she may not read is not there"

without_origin = ledger_view(WITHOUT_ORIGIN)


def _access(request: HttpRequest) -> Access:
    return cast(Access, request.access)  # type: ignore[attr-defined]


def page_of(pk: int, model: str = ITEM) -> str:
    """The address of a row's thread."""
    return reverse("links:thread", args=[model, pk])


@allow_signed_in(SCOPED, methods=("GET",))
def thread(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """Everything a row came from and everything that came of it."""
    found = thread_of((model, pk), _access(request))
    if found is None:
        raise Http404
    item = Item.objects.filter(pk=pk).first() if model == ITEM else None
    mine = item is not None and may_tie(item, _access(request))
    near = {knot.link.pk for knot in (*found.earlier, *found.later) if knot.link}
    context = {
        "thread": found,
        "tie_url": reverse("links:tie", args=[pk]) if mine else "",
        "may_take_off": near if mine else set(),
    }
    return render(request, "links/thread.html", context)


@allow_signed_in(SCOPED)
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Tie a matter to another one by its number."""
    item = _mine(request, pk)

    def work(given: dict[str, Any]) -> str:
        other = given["number"]
        link(item, to=other, kind=given["kind"], note=given["note"], by=me(request), now=timezone.now())
        return page_of(item.pk)

    form = TieForm(request.POST or None, office_id=item.office_id, access=_access(request))
    title = _("Link %(number)s with another matter") % {"number": item.number}
    context = {"title": title, "intro": item.title, "submit_label": _("Link them"), "back_url": page_of(pk)}
    done = _("The two are linked.")
    return form_page(request, form, act="links.link", work=work, done=done, context=context)


@allow_signed_in(SCOPED)
def take_off(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take a link of this matter off, with the reason."""
    item = _mine(request, pk)
    found = get_object_or_404(Link.objects.of(item), pk=number)

    def work(given: dict[str, Any]) -> str:
        unlink(found, reason=given["reason"], by=me(request), now=timezone.now())
        return page_of(item.pk)

    form = TakeOffForm(request.POST or None)
    context = {
        "title": _("Take the link off"),
        "intro": _("Both matters stay as they are; who linked them, and why the link went, stays readable."),
        "submit_label": _("Take it off"),
        "back_url": page_of(pk),
    }
    done = _("The link is off.")
    return form_page(request, form, act="links.unlink", work=work, done=done, context=context)


def _mine(request: HttpRequest, pk: int) -> Item:
    """A matter that the person may read and whose links she may change; else it is not there."""
    item = get_object_or_404(Item.objects.visible_to(_access(request)).select_related("office"), pk=pk)
    if not may_tie(item, _access(request)):
        raise Http404
    return item
