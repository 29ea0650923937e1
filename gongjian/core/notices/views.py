"""My notices: the list, and marking them as read."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.ledgers.page import Page, page_of
from gongjian.core.notices.actions import mark_all_read, mark_read
from gongjian.core.notices.kinds import kind_of, words_of
from gongjian.core.notices.models import Notice
from gongjian.core.once.actions import do_once
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused

ROWS = 30


@allow_signed_in("everybody's own notices", methods=("GET",))
def notices(request: HttpRequest) -> HttpResponse:
    """Newest first; what was not read yet stands out."""
    own = _own(request).select_related("item")
    problem, page = "", Page()
    try:
        page = page_of(own, sort="-at", path="at", size=ROWS, cursor=request.GET.get("cursor", ""))
    except Refused as refused:
        problem = str(refused.reason)
    context = {
        "problem": problem,
        "page": page,
        "lines": [_line(notice) for notice in page.rows],
        "newest": own.order_by("-pk").values_list("pk", flat=True).first() or 0,
    }
    return render(request, "notices/list.html", context, status=422 if problem else 200)


@allow_signed_in("everybody's own notices", methods=("POST",))
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go on to its matter."""
    notice = _own(request).filter(pk=pk).select_related("item").first()
    if notice is None:
        raise Http404
    mark_read(notice.person, notice.pk, now=timezone.now())
    return HttpResponseRedirect(_url(notice) or reverse("notices:list"))


@allow_signed_in("everybody's own notices", methods=("POST",))
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything that was on the page or older as read."""
    upto = request.POST.get("upto", "")
    if not upto.isdecimal() or len(upto) > 18:
        messages.error(request, _("Nothing was marked: the form was damaged. Reload the page and try again."))
        return HttpResponseRedirect(reverse("notices:list"))

    reader = _reader(request)

    def work() -> dict[str, Any]:
        count = mark_all_read(reader, upto=int(upto), now=timezone.now())
        return {"count": count}

    try:
        count = do_once(request.POST.get("once", ""), "notices.read_all", work, person=reader)["count"]
        told = ngettext("{count} notice was marked as read.", "{count} notices were marked as read.", count)
        messages.success(request, told.format(count=count))
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return HttpResponseRedirect(reverse("notices:list"))


def _own(request: HttpRequest) -> QuerySet[Notice]:
    return Notice.objects.filter(person=_reader(request))


def _reader(request: HttpRequest) -> Person:
    """Whoever is signed in; the guard saw to it that somebody is."""
    return cast(Person, request.user)


def _line(notice: Notice) -> dict[str, Any]:
    return {"notice": notice, "words": words_of(notice), "kind": kind_of(notice), "url": _url(notice)}


def _url(notice: Notice) -> str:
    return reverse("items:detail", args=[notice.item_id]) if notice.item_id else ""
