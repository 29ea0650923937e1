"""Announcing a draw, its page, its list, the draw itself, and the proof that it was made as announced."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.asking import actions, policy
from gongjian.core.asking.actions.sampling import TOO_LATE, not_drawn_because
from gongjian.core.asking.actions.spans import Span
from gongjian.core.asking.forms import AnnounceForm, CallOffForm, ListForm
from gongjian.core.asking.ledgers import SAMPLES
from gongjian.core.asking.listing import Listed, read_lines, read_workbook
from gongjian.core.asking.models import Sample
from gongjian.core.asking.showing import announce_url, rates_of, state_of
from gongjian.core.asking.sources import source_of, sources
from gongjian.core.asking.summary import answers_of
from gongjian.core.asking.verifying import repeat
from gongjian.core.asking.views.scope import sample_to_prepare, sample_with_persons, visible_sample
from gongjian.core.items.models import Item
from gongjian.core.ledgers.page import page_of
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.once.actions import do_once
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import do_and_say, form_page, me, put_into
from gongjian.core.refusal import Refused

samples = ledger_view(SAMPLES)
PAGE_SIZE = 50


@allow("asking.plan")
def announce(request: HttpRequest) -> HttpResponse:
    """Announce a draw on a matter (`?item=`), or for an area."""
    access, item = request.access, _item_asked(request)  # type: ignore[attr-defined]
    source = request.GET.get("source", "") if item is None else ""
    if source and source not in sources():
        raise Http404

    def work(given: dict[str, Any]) -> str:
        kept = given.pop("questionnaire")
        if source:
            given["span"] = Span(source, given.pop("since"), given.pop("last") + dt.timedelta(days=1))
        made = actions.commit_sample(kept, item=item, by=me(request), now=timezone.now(), **given)
        return reverse("asking:draw", args=[made.pk])

    initial = {"title": item.title[:120]} if item else {}
    form = AnnounceForm(request.POST or None, access=access, about=item, spans=bool(source), initial=initial)
    context = {
        "title": _("Announce a draw"), "submit_label": _("Announce it"), "item": item,
        "source": sources().get(source), "back_url": reverse("asking:draws"), "lacks_questionnaire": not form.has_questionnaires,
    }  # fmt: skip
    done = _("The draw is announced. Its commitment cannot be changed any more.")
    return form_page(request, form, act="asking.announce", work=work, done=done, context=context,
                     template="asking/announce.html")  # fmt: skip


def _item_asked(request: HttpRequest) -> Item | None:
    asked = request.GET.get("item", "")
    if not asked:
        return None
    access = request.access  # type: ignore[attr-defined]
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    item = get_object_or_404(Item.objects.visible_to(access).select_related("area", "office"), pk=number)
    if not policy.may_plan(item.area_path, access):
        raise Http404
    return item


@allow("asking.view", methods=("GET",))
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw: what was committed to, how far it is, what may be done next, what came of it."""
    sample, person, access = visible_sample(request, pk), me(request), request.access  # type: ignore[attr-defined]
    judged = policy.judged_in(sample, person)
    prepares = policy.may_plan(sample.area_path, access) and not judged
    open_eyes = sample.is_finished or not judged
    context = {
        "sample": sample,
        "source": source_of(sample),
        "unlisted": bool(sample.source) and not sample.is_drawn,
        "state": state_of(sample),
        "judged": judged,
        "prepares": prepares and sample.closed_at is None,
        "not_yet": not_drawn_because(sample, now=timezone.now()) if not sample.is_drawn else "",
        "sees_persons": policy.may_see_persons(sample, person, access),
        "calls": sample.is_drawn and not sample.closed_at and policy.may_call(sample, person, access),
        "told": rates_of(sample) if sample.is_drawn and open_eyes else None,
        "answers": answers_of(sample) if sample.is_drawn and open_eyes else (),
        "seed_told": sample.is_drawn and open_eyes,
        "item_url": _item_url(sample, request),
        "again_url": _again_url(sample) if prepares else "",
    }
    return render(request, "asking/draw.html", context)


def _item_url(sample: Sample, request: HttpRequest) -> str:
    item = sample.item
    readable = item and Item.objects.visible_to(request.access).filter(pk=item.pk).exists()  # type: ignore[attr-defined]
    return reverse(item.flow.url_name, args=[item.pk]) if item and readable else ""


def _again_url(sample: Sample) -> str:
    """Where residents are asked again: once this draw is over, and while the work is under way anew."""
    item = sample.item
    if item is None or sample.closed_at is None or item.phase in TOO_LATE:
        return ""
    return "" if Sample.objects.filter(item=item, closed_at__isnull=True).exists() else announce_url(item)


@allow("asking.view")
def entries(request: HttpRequest, pk: int) -> HttpResponse:
    """Before the draw the list and the way to fill it; after it those who were drawn, with what came of it."""
    sample = sample_with_persons(request, pk)
    if sample.source and not sample.is_drawn:
        raise Http404
    form = ListForm(request.POST or None, request.FILES or None)
    listed: Listed | None = None
    if request.method == "POST":
        sample_to_prepare(request, pk)
        if form.is_valid():
            try:
                listed, said = _taken(request, sample, form.cleaned_data)
            except Refused as refused:
                put_into(form, refused)
            else:
                messages.success(request, said)
                if not listed.bad:
                    return redirect("asking:list", pk)
                form = ListForm(initial={"text": listed.left})
    seen = policy.entries_for(sample, me(request))
    rows = seen.drawn() if sample.is_drawn else seen.all()
    try:
        page = page_of(rows.prefetch_related("calls"), sort="place" if sample.is_drawn else "key",
                       path="place" if sample.is_drawn else "key", size=PAGE_SIZE, cursor=request.GET.get("cursor", ""))  # fmt: skip
    except Refused:
        return redirect("asking:list", pk)
    prepares = policy.may_prepare(sample, me(request), request.access)  # type: ignore[attr-defined]
    context = {
        "sample": sample, "state": state_of(sample), "form": form, "listed": listed, "page": page,
        "changes": prepares and not sample.is_drawn and not sample.closed_at,
    }  # fmt: skip
    bad = bool(form.errors or (listed and listed.bad))
    answer = render(request, "asking/list.html", context, status=422 if bad else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _taken(request: HttpRequest, sample: Sample, given: dict[str, Any]) -> tuple[Listed, str]:
    """Read what was given and put the good lines on the list: what was read, and how many were new, in words."""
    listed = read_workbook(given["file"]) if given.get("file") else read_lines(given["text"])
    work = lambda: {  # noqa: E731
        "added": actions.add_respondents(sample, entries=listed.entries, by=me(request), now=timezone.now())
    }
    added = do_once(request.POST.get("once", ""), f"asking.list:{sample.pk}", work, person=me(request))[
        "added"
    ]
    said = ngettext("%(number)d is new on the list.", "%(number)d are new on the list.", added) % {
        "number": added
    }
    if known := len(listed.entries) - added:
        said += _(" %(number)d stood on it already.") % {"number": known}
    return listed, said


@allow("asking.plan", methods=("POST",))
def take_off(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """An entry goes from the list."""
    sample = sample_to_prepare(request, pk)
    row = get_object_or_404(sample.respondents, pk=entry)
    work = lambda: actions.take_off_list(row, by=me(request), now=timezone.now()) or True  # noqa: E731
    back = reverse("asking:list", args=[pk])
    return do_and_say(request, act=f"asking.off:{entry}", work=work, done=_("Taken off the list."), back=back)


@allow("asking.plan", methods=("POST",))
def make_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw."""
    sample = sample_to_prepare(request, pk)
    work = lambda: actions.draw_sample(sample, by=me(request), now=timezone.now())  # noqa: E731
    back = reverse("asking:draw", args=[pk])
    done = _("Drawn. Those who call find the call list here.")
    return do_and_say(request, act=f"asking.draw:{pk}", work=work, done=done, back=back)


@allow("asking.plan")
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """End it before anybody is drawn."""
    sample, back = sample_to_prepare(request, pk), reverse("asking:draw", args=[pk])

    def work(given: dict[str, Any]) -> str:
        actions.call_off(sample, by=me(request), now=timezone.now(), **given)
        return back

    context = {
        "title": _("Call the draw off"), "submit_label": _("Call it off"), "back_url": back,
        "intro": _("The list is destroyed, and nobody is drawn. That it was announced stays for all to read."),
    }  # fmt: skip
    return form_page(request, CallOffForm(request.POST or None), act=f"asking.call_off:{pk}", work=work,
                     done=_("The draw is called off."), context=context)  # fmt: skip


@allow("asking.view", methods=("GET",))
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Repeat the draw, step by step; keys only for those who may read who was drawn."""
    sample = visible_sample(request, pk)
    if not sample.is_drawn or not (sample.is_finished or not policy.judged_in(sample, me(request))):
        raise Http404
    person, access = me(request), request.access  # type: ignore[attr-defined]
    sees = policy.may_see_persons(sample, person, access) and not policy.judged_in(sample, person)
    return render(request, "asking/verify.html", {"sample": sample, "repeated": repeat(sample), "sees_persons": sees})  # fmt: skip
