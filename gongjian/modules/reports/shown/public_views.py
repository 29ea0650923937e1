"""What everybody reads of what an office or a community has done: numbers, answers, topics."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area, Level
from gongjian.core.feeds.conditional import answer_if_changed
from gongjian.core.ledgers.page import page_of
from gongjian.core.people.guard import allow_public
from gongjian.core.refusal import Refused
from gongjian.modules.reports.models import OpenDataRules, ShownAnswer
from gongjian.modules.reports.shown.numbers import numbers_of
from gongjian.modules.reports.shown.places import area_at, page_url, place_of
from gongjian.modules.reports.shown.topics import topics_told
from gongjian.modules.reports.story import status_of

WHY = "the office accounts to everybody for what it has done"
PAGE_SIZE, NEWEST, FEED = 20, 5, 50


@allow_public(WHY, methods=("GET",))
def done(request: HttpRequest) -> HttpResponse:
    """The offices to choose from; the one office's page where only one works here."""
    offices = list(Area.objects.offices().current().order_by("path"))
    if len(offices) == 1:
        return redirect(page_url(offices[0]))
    rows = [{"name": office.short_name, "url": page_url(office)} for office in offices]
    return render(request, "reports/shown/offices.html", {"rows": rows, "follow_url": _follow_url()})


@allow_public(WHY, methods=("GET",))
def done_at(request: HttpRequest, place: str) -> HttpResponse:
    """What was done in an office's whole area or in one community."""
    area, now = area_at(place), timezone.now()
    whole = area.level == Level.SUBDISTRICT
    answers = _answers(area)
    communities = Area.objects.current().filter(office=area.office, level=Level.COMMUNITY)
    rules = OpenDataRules.objects.filter(office=area.office, on=True).first()
    context = _frame(area) | {
        "whole": whole,
        "numbers": numbers_of(area, now=now),
        "answers": answers.order_by("-shown_at", "-pk")[:NEWEST],
        "topics": topics_told(area) if whole else [],
        "communities": _places(communities) if whole else [],
        "open_data": rules is not None,
    }
    return render(request, "reports/shown/done.html", context)


@allow_public(WHY, methods=("GET",))
def answers(request: HttpRequest, place: str) -> HttpResponse:
    """All answers shown of a place, newest first."""
    area = area_at(place)
    cursor = request.GET.get("cursor", "")
    try:
        page = page_of(_answers(area), sort="-shown", path="shown_at", size=PAGE_SIZE, cursor=cursor)
    except Refused as refused:
        return render(request, "reports/shown/answers.html", _frame(area) | {"refusal": refused}, status=400)
    context: dict[str, Any] = _frame(area) | {"page": page, "rows": page.rows}
    return render(request, "reports/shown/answers.html", context)


@allow_public(WHY, methods=("GET",))
def answers_feed(request: HttpRequest, place: str) -> HttpResponse:
    """The newest answers shown of a place as Atom (RFC 4287), for feed readers and other sites."""
    area = area_at(place)
    feed = Atom1Feed(
        title=_("Answers: %(place)s") % {"place": area.short_name}, language="zh-CN", description="",
        link=request.build_absolute_uri(page_url(area)), feed_url=request.build_absolute_uri(request.path),
        author_name=(area.office or area).short_name,
    )  # fmt: skip
    for shown in _answers(area).order_by("-shown_at", "-pk")[:FEED]:
        url = request.build_absolute_uri(reverse("public_reports:shown_answer", args=[shown.uid]))
        feed.add_item(
            shown.question[:80], url, f"{shown.question}\n\n{shown.reply}", unique_id=f"urn:uuid:{shown.uid}",
            pubdate=shown.shown_at, updateddate=shown.shown_at,
        )  # fmt: skip
    body = feed.writeString("utf-8").encode()
    return answer_if_changed(request, body, content_type="application/atom+xml; charset=utf-8", public=True)


@allow_public(WHY, methods=("GET",))
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One question with its answer; of one that was taken back, only that it was."""
    rows = ShownAnswer.objects.select_related(
        "area", "office", "report__item", "report__category__parent__parent__parent"
    )
    shown = get_object_or_404(rows, uid=uid, office__is_office=True)
    gone = bool(shown.withdrawn_at)
    if not gone and not ShownAnswer.objects.readable().filter(pk=shown.pk).exists():
        raise Http404
    item = shown.report.item
    context = _frame(shown.office) | {
        "shown": shown,
        "category": shown.report.category,
        "again": None if item.is_closed else status_of(item),
    }
    return render(request, "reports/shown/answer.html", context, status=410 if gone else 200)


def _answers(area: Area) -> Any:
    rows = ShownAnswer.objects.readable().select_related("area")
    if area.level == Level.SUBDISTRICT:
        return rows.filter(office=area)
    return rows.filter(area__path__within=area.path)


def _places(areas: Any) -> list[dict[str, str]]:
    """Names and addresses of areas: two queries."""
    from gongjian.core.areas.models import OfficialCode

    rows = list(areas.order_by("path"))
    live = OfficialCode.objects.filter(area__in=rows, until__isnull=True).values_list("area", "code")
    codes = dict(live)
    return [
        {
            "name": area.short_name,
            "url": reverse("public_reports:done_at", args=[codes.get(area.pk, f"n{area.pk}")]),
        }
        for area in rows
    ]


def _frame(area: Area) -> dict[str, Any]:
    """What every page of a place says: whose it is and where its other pages are."""
    office = area.office or area
    place = place_of(area)
    return {
        "area": area, "office": office, "place": place, "office_name": office.short_name, "follow_url": _follow_url(),
        "done_url": reverse("public_reports:done_at", args=[place]),
        "office_url": page_url(office) if office.pk != area.pk else "",
        "data_place": place_of(office) if office.pk != area.pk else place,
    }  # fmt: skip


def _follow_url() -> str:
    return reverse("public_reports:by_number")
