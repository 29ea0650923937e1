"""My deadlines as a calendar: the page of its address, and the file that calendar programs fetch."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.feeds.actions import make_address, revoke_address, whose
from gongjian.core.feeds.calendars import Entry, calendar_answer, calendar_of
from gongjian.core.feeds.models import FeedAddress
from gongjian.core.items.inbox import waiting_for_me
from gongjian.core.items.models import Item
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.guard import allow_public, allow_signed_in
from gongjian.core.people.views.forms_page import do_and_say, me, not_again, secret_once

AHEAD, BEHIND = dt.timedelta(days=120), dt.timedelta(days=30)
MOST = 500


@allow_signed_in("shows the person's own calendar address")
def address(request: HttpRequest) -> HttpResponse:
    """Whether there is one and when it was read last; a new one is shown once."""
    context: dict[str, Any] = {}
    if request.method == "POST":
        make = partial(make_address, me(request), now=timezone.now())
        _pk, secret = secret_once(request, act="feeds.make", make=make)
        if not secret:
            return not_again(request, back="feeds:address")
        context["url"] = request.build_absolute_uri(reverse("feeds:deadlines", args=[secret]))
    context["live"] = FeedAddress.objects.filter(person=me(request), revoked_at__isnull=True).first()
    answer = render(request, "feeds/address.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@allow_signed_in("revokes the person's own calendar address", methods=("POST",))
def revoke(request: HttpRequest) -> HttpResponse:
    """The address opens nothing from now on."""
    return do_and_say(
        request,
        act="feeds.revoke",
        work=lambda: revoke_address(me(request), now=timezone.now()),
        done=_("The address is revoked."),
        back="feeds:address",
    )


@allow_public(
    "whoever knows the secret address reads that person's deadlines, and nothing else", methods=("GET",)
)
def deadlines(request: HttpRequest, secret: str) -> HttpResponse:
    """What waits for the person, at the moment it is due: kind, number and place, no words of residents."""
    now = timezone.now()
    person = whose(secret, now=now)
    if person is None:
        raise Http404
    access = access_of(person, today=timezone.localdate(now))
    body = calendar_of(_("My deadlines"), _entries(request, access, now))
    return calendar_answer(request, body, public=False)


def _entries(request: HttpRequest, access: Access, now: dt.datetime) -> Iterator[Entry]:
    due = waiting_for_me(access).filter(due_at__gte=now - BEHIND, due_at__lte=now + AHEAD)
    for item in due.select_related("area").order_by("due_at", "pk")[:MOST]:
        yield _entry(request, item)


def _entry(request: HttpRequest, item: Item) -> Entry:
    assert item.due_at is not None
    return Entry(
        key=f"item-{item.pk}",
        summary=_("Due: %(kind)s %(number)s") % {"kind": item.flow.label, "number": item.number},
        at=item.due_at,
        changed=item.changed_at,
        where=item.area.short_name,
        url=request.build_absolute_uri(reverse("items:detail", args=[item.pk])),
    )
