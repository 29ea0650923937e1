"""What everybody can read: kinds of published matters, the list of each, one page per matter, and the way to object."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from gongjian.core.files.links import address
from gongjian.core.ledgers.page import page_of
from gongjian.core.once.actions import do_once
from gongjian.core.people.buckets import take_from
from gongjian.core.people.guard import allow_public
from gongjian.core.people.views.forms_page import put_into
from gongjian.core.publicity.actions import object_to
from gongjian.core.publicity.forms import FindForm, ObjectForm
from gongjian.core.publicity.ledgers import state_of
from gongjian.core.publicity.models import Publication
from gongjian.core.publicity.rates import OBJECTIONS
from gongjian.core.publicity.registry import kind_by_slug, parts_of, public_kinds
from gongjian.core.refusal import Refused

WHY = "published for everybody to read"
PAGE_SIZE = 20


@allow_public(WHY, methods=("GET",))
def kinds(request: HttpRequest) -> HttpResponse:
    """What there is to read, with how many of each."""
    counts = dict(Publication.objects.shown().values_list("kind").annotate(Count("pk")))
    rows = [
        {
            "label": kind.label,
            "url": reverse("public:list", args=[kind.slug]),
            "count": counts.get(kind.kind, 0),
        }
        for kind in public_kinds().values()
    ]
    return render(request, "publicity/public_kinds.html", {"rows": rows})


@allow_public(WHY, methods=("GET",))
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything published of one kind, newest first, twenty a page."""
    kind = kind_by_slug(slug)
    if kind is None:
        raise Http404
    form = FindForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    rows = Publication.objects.shown().filter(kind=kind.kind).select_related("item__area", "office")
    if given.get("q"):
        rows = rows.filter(title__icontains=given["q"])
    if given.get("area"):
        rows = rows.filter(item__area_path__within=given["area"].path)
    context: dict[str, Any] = {
        "kind": kind,
        "form": form,
        "filtered": bool(given.get("q") or given.get("area")),
    }
    try:
        page = page_of(
            rows, sort="-published", path="published_at", size=PAGE_SIZE, cursor=request.GET.get("cursor", "")
        )
    except Refused as refused:
        return render(request, "publicity/public_list.html", context | {"refusal": refused}, status=400)
    now = timezone.now()
    shown = [
        {
            "title": row.title, "url": reverse("public:page", args=[row.uid]), "area": row.item.area.short_name,
            "at": row.published_at, "state": state_of(row, now=now), "until": row.notice_until,
            "summary": kind.summary(row.item) if kind.summary else "",
        }
        for row in page.rows
    ]  # fmt: skip
    context |= {"page": page, "rows": shown}
    return render(request, "publicity/public_list.html", context, status=400 if form.errors else 200)


@allow_public(WHY, methods=("GET",))
def page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One matter as everybody may read it; of one that was taken back, only that it was."""
    rows = Publication.objects.select_related("item__area", "item__unit", "office")
    shown = get_object_or_404(rows, uid=uid, kind__in=public_kinds())
    now = timezone.now()
    context: dict[str, Any] = {
        "shown": shown,
        "kind": public_kinds()[shown.kind],
        "state": state_of(shown, now=now),
    }
    if shown.withdrawn_at:
        return render(request, "publicity/public_gone.html", context, status=410)
    pictures = shown.item.attachments.filter(public=True, kind="picture").order_by("at", "pk")[:24]
    context |= {
        "parts": parts_of(shown.item),
        "pictures": [
            {"url": address(one, by_link=True), "thumb_url": address(one, width=640, by_link=True),
             "caption": one.caption or one.get_stage_display()}
            for one in pictures
        ],
        "object_url": reverse("public:object", args=[uid]) if shown.is_open(now) else "",
    }  # fmt: skip
    return render(request, "publicity/public_page.html", context)


@allow_public("whoever reads it may object while the period of public notice lasts")
def object_(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form for objecting; sent, it leads to the page on which the objection can be followed."""
    shown = get_object_or_404(
        Publication.objects.shown().select_related("item"), uid=uid, kind__in=public_kinds()
    )
    now = timezone.now()
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("text", "name", "phone")}

        def work() -> dict[str, Any]:
            take_from(request, OBJECTIONS, now=now)
            return {"url": object_to(shown, now=now, **given).follow_url}

        try:
            outcome = do_once(request.POST.get("once", ""), f"publicity.object:{shown.pk}", work)
            return redirect(outcome["url"])
        except Refused as refused:
            put_into(form, refused)
    context = {"shown": shown, "form": form, "is_open": shown.is_open(now)}
    return render(request, "publicity/public_object.html", context, status=422 if form.errors else 200)
