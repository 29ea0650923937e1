"""Pages of hot topics."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.modules.reports.hearing import deciding
from gongjian.modules.reports.hearing.threading import came_of
from gongjian.modules.reports.models import HotTopic, Report
from gongjian.modules.reports.shown.publishing import may_publish, shown_topic_of
from gongjian.modules.reports.views.public.reporting import outline_url

DECIDES = "reports.dispatch"
SHOWN = 500
TONES = {True: "ok", False: "warn"}


class CallForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of your own"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Left empty: as counted."),
    )
    watched = forms.BooleanField(label=gettext_lazy("Watch it: it stays in the list"), required=False)


class MergeForm(forms.Form):
    other = forms.ModelChoiceField(HotTopic.objects.none(), label=gettext_lazy("The same as"))

    def __init__(self, topic: HotTopic, *args: Any) -> None:
        super().__init__(*args)
        rows = HotTopic.objects.filter(office=topic.office).alive().exclude(pk=topic.pk)
        self.fields["other"].queryset = rows  # type: ignore[attr-defined]


def _topic(request: HttpRequest, pk: int) -> HotTopic:
    rows = HotTopic.objects.visible_to(request.access).select_related("office")  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=pk)


def _behind(request: HttpRequest, row: HotTopic) -> Any:
    """The reports behind it that the person may read, the newest first."""
    rows = Report.objects.visible_to(request.access).filter(in_topic__topic=row)  # type: ignore[attr-defined]
    return rows.select_related("item__area", "item__unit").order_by("-item__opened_at", "-pk")


@allow("reports.view", methods=("GET",))
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic with every report behind it that the person may read."""
    row, access = _topic(request, pk), request.access  # type: ignore[attr-defined]
    reports = list(_behind(request, row)[:SHOWN])
    context = {
        "topic": row, "reports": reports, "decides": access.may(DECIDES, row.office.path), "tiles": settings.MAP_TILES,
        "placed": any(one.item.lat is not None for one in reports), "points_url": reverse("reports:topic_points", args=[pk]),
        "outline_url": outline_url(row.office), "came_of": came_of(row, access),
        "shown": shown_topic_of(row), "shows": may_publish(row.office.path, access),
    }  # fmt: skip
    return render(request, "reports/topic.html", context)


@allow("reports.view", methods=("GET",))
def points(request: HttpRequest, pk: int) -> JsonResponse:
    """Where its reports are, as GeoJSON: number, place and day, nothing of a person."""
    rows = [one for one in _behind(request, _topic(request, pk))[:SHOWN] if one.item.lat is not None]
    return JsonResponse({"type": "FeatureCollection", "features": [_feature(one) for one in rows]},
                        content_type="application/geo+json")  # fmt: skip


def _feature(report: Report) -> dict[str, Any]:
    item = report.item
    told = [item.area.short_name, f"{timezone.localdate(item.opened_at):%Y-%m-%d}"]
    facts = {
        "title": item.number,
        "url": reverse("reports:detail", args=[report.pk]),
        "lines": told,
        "tone": TONES[item.is_closed],
    }
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [item.lon, item.lat]},
        "properties": facts,
    }


@allow(DECIDES)
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Name it, watch it."""
    row, back = _topic(request, pk), reverse("reports:topic", args=[pk])

    def work(given: dict[str, Any]) -> str:
        deciding.call_topic(pk, **given, actor=me(request), now=timezone.now())
        return back

    form = CallForm(request.POST or None, initial={"name": row.given_name, "watched": row.watched})
    context = {"title": _("Name and watch"), "intro": str(row), "back_url": back}
    return form_page(
        request, form, act=f"reports.call_topic:{pk}", work=work, done=_("Saved."), context=context
    )


@allow(DECIDES)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """It is the same as another one."""
    row, back = _topic(request, pk), reverse("reports:topic", args=[pk])

    def work(given: dict[str, Any]) -> str:
        kept = deciding.merge_topics(pk, other=given["other"].pk, actor=me(request), now=timezone.now())
        return reverse("reports:topic", args=[kept.pk])

    context = {"title": _("Join two topics"), "intro": str(row), "back_url": back}
    form = MergeForm(row, request.POST or None)
    return form_page(
        request,
        form,
        act=f"reports.merge_topics:{pk}",
        work=work,
        done=_("They are one topic now."),
        context=context,
    )


@allow(DECIDES, methods=("POST",))
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticked reports are a topic of their own."""
    _topic(request, pk)
    chosen = [int(one) for one in request.POST.getlist("reports") if one.isascii() and one.isdigit()]

    def work() -> object:
        return deciding.split_topic(pk, reports=chosen, actor=me(request), now=timezone.now())

    back = reverse("reports:topic", args=[pk])
    return do_and_say(
        request,
        act=f"reports.split_topic:{pk}",
        work=work,
        done=_("They are a topic of their own now."),
        back=back,
    )


@allow(DECIDES, methods=("POST",))
def one_case(request: HttpRequest, pk: int) -> HttpResponse:
    """All its open reports become one case."""
    _topic(request, pk)
    told: dict[str, Any] = {}

    def work() -> object:
        told["outcome"] = deciding.make_one_case(pk, actor=me(request), now=timezone.now())
        return True

    done = _("Its open reports are one case now; those that could not be joined stay as they were.")
    return do_and_say(
        request, act=f"reports.one_case:{pk}", work=work, done=done, back=reverse("reports:topic", args=[pk])
    )
