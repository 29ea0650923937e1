"""Themes of the quarter and the communities' answers."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.detail import detail_context
from gongjian.core.ledgers.items import with_lights
from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import do_and_say, me
from gongjian.modules.programmes import actions
from gongjian.modules.programmes.actions import Line
from gongjian.modules.programmes.forms import CameForm, LineForm, ThemeForm
from gongjian.modules.programmes.models import AnswerLine, QuarterTheme, ThemeAnswer, Way
from gongjian.modules.programmes.policy import may_fill
from gongjian.modules.programmes.views.common import act_page

SCOPED = "the answer is looked up among those the person may see"


@allow("programmes.view", methods=("GET",))
def theme(request: HttpRequest, pk: int) -> HttpResponse:
    """A theme: who has answered, who is late, and all lines together."""
    access = request.access  # type: ignore[attr-defined]
    found = get_object_or_404(QuarterTheme.objects.visible_to(access).select_related("office"), pk=pk)
    answers = list(
        with_lights(
            ThemeAnswer.objects.visible_to(access).with_all().filter(theme=found).order_by("item__area_path")
        )
    )
    lines = list(
        AnswerLine.objects.with_all().filter(answer__in=answers).order_by("answer__item__area_path", "pk")
    )
    ways = [{"way": way, "lines": [one for one in lines if one.way == way]} for way in Way]
    context = {
        "theme": found, "answers": answers, "ways": ways, "now": timezone.now(),
        "answered": sum(1 for one in answers if one.in_time is not None),
    }  # fmt: skip
    return render(request, "programmes/theme.html", context)


@allow("programmes.lead")
def new_theme(request: HttpRequest) -> HttpResponse:
    """Publish the theme of a quarter."""
    today = timezone.localdate()
    initial = {"year": today.year, "quarter": (today.month + 2) // 3}
    form = ThemeForm(request.access, request.POST or None, initial=initial)  # type: ignore[attr-defined]
    return act_page(
        request, form, actions.publish_theme, key="new_theme", title=_("Publish a theme"),
        done=_("The theme is published; every community is asked."), back=reverse("programmes:themes"),
        to=lambda made: reverse("programmes:theme", args=[made.pk]),
    )  # fmt: skip


@allow_signed_in(SCOPED, methods=("GET",))
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A community's answer: its lists, its activities, and what every matter shows."""
    found, access = _answer(request, pk), request.access  # type: ignore[attr-defined]
    lines = list(found.lines.select_related("matter"))
    fills = may_fill(found, access)
    context = detail_context(found.item, access, now=timezone.now()) | {
        "answer": found,
        "ways": [{"way": way, "lines": [one for one in lines if one.way == way]} for way in Way],
        "may_change": fills and found.item.state == "asked",
        "may_note": fills and found.item.state == "confirmed",
        "facts": [
            {
                "label": _("Theme"),
                "value": str(found.theme),
                "url": reverse("programmes:theme", args=[found.theme_id]),
            },
            {"label": _("Text of it"), "value": found.theme.text},
        ],
        "back_url": reverse("programmes:answers"),
        "back_label": _("Answers to themes"),
    }
    return render(request, "programmes/answer.html", context)


@allow_signed_in(SCOPED)
def add_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a line to the list."""
    found, access = _answer(request, pk), request.access  # type: ignore[attr-defined]
    if not may_fill(found, access):
        raise PermissionDenied
    form = LineForm(
        access, found.item.office_id, request.POST or None, initial={"way": request.GET.get("way", "")}
    )

    def act(*, actor: Any, now: Any, **given: Any) -> AnswerLine:
        return actions.add_line(pk, Line(**given), actor=actor, now=now)

    return act_page(
        request,
        form,
        act,
        key=f"line:{pk}",
        title=_("Add a line"),
        done=_("The line is added."),
        back=_back(pk),
    )


@allow_signed_in(SCOPED, methods=("POST",))
def remove_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Take a line out."""
    return _do(request, pk, line, actions.remove_line, key="remove", done=_("The line is taken out."))


@allow_signed_in(SCOPED)
def came(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Write down how many came."""
    held = _line(request, pk, line)
    return act_page(
        request, CameForm(request.POST or None), actions.note_activity, key=f"came:{line}", title=held.text,
        done=_("It is written down."), back=_back(pk), line_id=line,
    )  # fmt: skip


@allow_signed_in(SCOPED, methods=("POST",))
def drop(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Write down that an activity was not held."""
    return _do(request, pk, line, actions.drop_activity, key="drop", done=_("It is written down."))


def _do(request: HttpRequest, pk: int, line: int, act: Any, *, key: str, done: str) -> HttpResponse:
    held = _line(request, pk, line)

    def work() -> None:
        act(held.pk, actor=me(request), now=timezone.now())

    return do_and_say(request, act=f"programmes:{key}:{line}", work=work, done=done, back=_back(pk))


def _line(request: HttpRequest, pk: int, line: int) -> AnswerLine:
    found = _answer(request, pk)
    if not may_fill(found, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    return get_object_or_404(AnswerLine, pk=line, answer=found)


def _answer(request: HttpRequest, pk: int) -> ThemeAnswer:
    seen = ThemeAnswer.objects.visible_to(request.access).with_all()  # type: ignore[attr-defined]
    return get_object_or_404(seen, pk=pk)


def _back(pk: int) -> str:
    return reverse("programmes:answer", args=[pk])
