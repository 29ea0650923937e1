"""Pages of hot topics."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.modules.reports.hearing import deciding
from gongjian.modules.reports.models import HotTopic, Report

DECIDES = "reports.dispatch"


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


@allow("reports.view", methods=("GET",))
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic with every report behind it that the person may read."""
    row, access = _topic(request, pk), request.access  # type: ignore[attr-defined]
    reports = (
        Report.objects.visible_to(access)
        .filter(in_topic__topic=row)
        .select_related("item__area", "item__unit")
    )
    context = {
        "topic": row, "reports": reports.order_by("-item__opened_at", "-pk")[:500],
        "decides": access.may(DECIDES, row.office.path),
    }  # fmt: skip
    return render(request, "reports/topic.html", context)


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
        deciding.merge_topics(pk, other=given["other"].pk, actor=me(request), now=timezone.now())
        return back

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
