"""Desk pages of publicity: the list, one publication with its objections, publishing and taking back."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.files.links import address
from gongjian.core.files.models import PICTURE
from gongjian.core.items.models import Item
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.core.publicity import actions
from gongjian.core.publicity.forms import PublishForm, WithdrawForm
from gongjian.core.publicity.ledgers import PUBLICATIONS, state_of
from gongjian.core.publicity.models import Publication
from gongjian.core.publicity.policy import may_publish
from gongjian.core.publicity.registry import public_kinds

publications = ledger_view(PUBLICATIONS)


def _access(request: HttpRequest) -> Access:
    return cast(Access, request.access)  # type: ignore[attr-defined]


def _visible(request: HttpRequest, pk: int) -> Publication:
    rows = Publication.objects.visible_to(_access(request)).select_related(
        "item__area", "office", "published_by"
    )
    return get_object_or_404(rows, pk=pk)


@allow("publicity.view", methods=("GET",))
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One publication: where it is shown, until when objections are taken, and those that were raised."""
    shown = _visible(request, pk)
    now = timezone.now()
    mine = Item.objects.visible_to(_access(request)).values("pk")
    context = {
        "shown": shown,
        "state": state_of(shown, now=now),
        "is_open": shown.is_open(now),
        "objections": shown.objections.filter(item__in=mine).select_related("item"),
        "hidden": shown.objections.exclude(item__in=mine).count(),
        "may_withdraw": not shown.withdrawn_at and may_publish(shown.item, _access(request)),
        "item_url": reverse(shown.item.flow.url_name or "items:detail", args=[shown.item_id]),
    }
    return render(request, "publicity/one.html", context)


@allow("publicity.publish")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a matter to everybody."""
    item = get_object_or_404(Item.objects.visible_to(_access(request)), pk=pk, kind__in=public_kinds())
    if not may_publish(item, _access(request)):
        raise Http404
    kind = public_kinds()[item.kind]

    def work(given: dict[str, Any]) -> str:
        shown = actions.publish(
            item, title=given["title"], notice_days=given["days"], by=me(request), now=timezone.now()
        )
        return reverse("publicity:one", args=[shown.pk])

    form = PublishForm(request.POST or None, initial={"title": item.title, "days": kind.notice_days})
    context = {
        "title": _("Publish %(number)s") % {"number": item.number},
        "intro": _("Everybody can read the page from now on; pictures marked as public are shown with it."),
        "submit_label": _("Publish"),
        "back_url": reverse(item.flow.url_name or "items:detail", args=[pk]),
    }
    done = _("It is published.")
    return form_page(request, form, act="publicity.publish", work=work, done=done, context=context)


@allow("publicity.publish")
def pictures(request: HttpRequest, pk: int) -> HttpResponse:
    """Which pictures of the matter stand on its public page."""
    shown = _visible(request, pk)
    if not may_publish(shown.item, _access(request)):
        raise Http404
    if request.method == "POST":
        chosen = {int(one) for one in request.POST.getlist("pictures") if one.isdigit()}

        def work() -> Any:
            return actions.choose_pictures(shown, chosen=chosen, by=me(request), now=timezone.now()) or True

        done, back = _("The pictures are chosen."), reverse("publicity:one", args=[pk])
        return do_and_say(request, act="publicity.choose_pictures", work=work, done=done, back=back)
    kept = shown.item.attachments.filter(kind=PICTURE).order_by("at", "pk")
    rows = [{"picture": one, "url": address(one), "thumb_url": address(one, width=320)} for one in kept]
    return render(request, "publicity/pictures.html", {"shown": shown, "rows": rows})


@allow("publicity.publish")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a publication back."""
    shown = _visible(request, pk)
    if not may_publish(shown.item, _access(request)):
        raise Http404
    page = reverse("publicity:one", args=[pk])

    def work(given: dict[str, Any]) -> str:
        actions.withdraw(shown, why=given["why"], by=me(request), now=timezone.now())
        return page

    form = WithdrawForm(request.POST or None)
    context = {
        "title": _("Take back “%(title)s”") % {"title": shown.title},
        "intro": _("The address stays; the page then says only that it was taken back, when and why."),
        "submit_label": _("Take it back"),
        "back_url": page,
    }
    done = _("It is no longer shown.")
    return form_page(request, form, act="publicity.withdraw", work=work, done=done, context=context)
