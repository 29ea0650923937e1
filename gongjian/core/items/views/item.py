"""One item, and the forms of what can be done to it. Modules reuse these and add their own facts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.actions import make_move
from gongjian.core.items.acts import ACTS, Act, item_of
from gongjian.core.items.detail import detail_context
from gongjian.core.items.forms import move_form
from gongjian.core.items.models import Item, Step
from gongjian.core.items.moves import may_make
from gongjian.core.items.undo import take_back
from gongjian.core.once.actions import do_once
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.views.forms_page import do_and_say, me
from gongjian.core.refusal import Refused

SCOPED = "the item is looked up among those the person may see"


def visible_item(request: HttpRequest, pk: int) -> Item:
    """The item if this person may see it, else 404."""
    seen = Item.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return get_object_or_404(seen.select_related("office", "area", "unit", "handler"), pk=pk)


def item_url(item: Item) -> str:
    """The page of the item: its kind's own, else the common one."""
    return reverse(item.flow.url_name or "items:detail", args=[item.pk])


@allow_signed_in(SCOPED, methods=("GET",))
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the reader to the kind's own page, or show the common one."""
    item = visible_item(request, pk)
    if item.flow.url_name:
        return redirect(item_url(item))
    context = detail_context(item, request.access, now=timezone.now())  # type: ignore[attr-defined]
    return render(request, "items/detail.html", context)


@allow_signed_in(SCOPED)
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The form of one move, and the move itself."""
    item = visible_item(request, pk)
    found = next((one for one in item.flow.moves if one.name == name), None)
    if found is None:
        raise Http404
    if request.method == "POST" and not may_make(item, found, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    form = move_form(item, found, request.POST or None, request.FILES or None)

    def run(cleaned: dict[str, Any]) -> dict[str, Any]:
        step = make_move(pk, name, actor=request.user, now=timezone.now(), **cleaned)  # type: ignore[arg-type]
        return {"step": step.pk}

    if request.method == "GET" and not _open_now(item, found, request):
        refusal = _("“%(move)s” cannot be done by you now. Somebody may have been quicker.") % {
            "move": found.label
        }
        messages.warning(request, refusal)
        return redirect(item_url(item))
    return _answer(request, item, found, form, run, act=f"move:{pk}:{name}")


@allow_signed_in("only whoever made the step takes it back", methods=("POST",))
def undo(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Take the newest step back, if this person made it a short while ago."""
    mine = get_object_or_404(Step.objects.select_related("item"), pk=step, item=pk, actor=me(request))

    def run() -> int:
        return take_back(step, actor=me(request), now=timezone.now()).pk

    return do_and_say(
        request,
        act=f"undo:{step}",
        work=run,
        done=_("The step was taken back."),
        back=_back(request, mine.item),
    )


def _open_now(item: Item, found: Any, request: HttpRequest) -> bool:
    return item.flow.permits(item.state, found.name) and may_make(item, found, request.access)  # type: ignore[attr-defined]


@allow_signed_in(SCOPED)
def act(request: HttpRequest, pk: int, name: str, target: int) -> HttpResponse:
    """The form of one act beside the moves: to begin it (target 0) or to answer the row `target`."""
    item = visible_item(request, pk)
    found = ACTS.get(name)
    if found is None or bool(target) != bool(found.target):
        raise Http404
    subject: Any = _target(found, target, item) if found.target else item
    if not found.may(subject, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    arguments = [item] if found.takes_item else []
    form = found.form(*arguments, request.POST or None)

    def run(cleaned: dict[str, Any]) -> dict[str, Any]:
        found.run(subject, cleaned, actor=request.user, now=timezone.now())
        return {}

    return _answer(request, item, found, form, run, act=f"act:{pk}:{name}:{target}")


def _target(found: Act, target: int, item: Item) -> Any:
    row = get_object_or_404(found.target, pk=target)
    if item_of(row) != item.pk:
        raise Http404
    return row


def _answer(
    request: HttpRequest,
    item: Item,
    what: Any,
    form: forms.Form,
    run: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    act: str,
) -> HttpResponse:
    """Show the form, or do the act once and go back to the item; a refusal keeps everything typed."""
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            do_once(request.POST.get("once", ""), act, lambda: run(form.cleaned_data), person=request.user)
            messages.success(request, _("Done: %(what)s") % {"what": str(what.label).rstrip("…")})
            return redirect(_back(request, item))
        except Refused as refused:
            refusal = refused
            if refused.field in form.fields:
                form.add_error(refused.field, str(refused.reason))
                refusal = None
    context = {
        "item": item, "move": what, "form": form, "refusal": refusal, "back_url": _back(request, item), "keep_key": act,
    }  # fmt: skip
    return render(request, "items/act.html", context, status=422 if request.method == "POST" else 200)


def _back(request: HttpRequest, item: Item) -> str:
    """To the inbox when the item can no longer be seen, for a person whose part in it ended."""
    seen = Item.objects.visible_to(request.access).filter(pk=item.pk).exists()  # type: ignore[attr-defined]
    return item_url(item) if seen else reverse("items:inbox")
