"""The page of what is late or soon will be, by unit and by duty, and the lists behind its figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongjian.core.items.ledgers import CLOCKS, MATTERS
from gongjian.core.items.watching import duties_watched, next_work_day, units_watched
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.people.guard import allow

matters = ledger_view(MATTERS)
clocks = ledger_view(CLOCKS)


@allow("items.view_watch", methods=("GET",))
def watch(request: HttpRequest) -> HttpResponse:
    """Two tables; every figure opens its rows."""
    access, now = request.access, timezone.now()  # type: ignore[attr-defined]
    context = {
        "units": units_watched(access, now=now),
        "duties": duties_watched(access, now=now),
        "next_day": next_work_day(timezone.localdate(now)),
    }
    return render(request, "items/watch.html", context)
