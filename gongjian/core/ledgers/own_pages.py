"""Pages and buttons around a list: keeping views and looking after them, choosing columns, counting anew."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.ledgers import actions
from gongjian.core.ledgers.counting import counts_of_views
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.later import answer_with
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.models import LedgerFile, LedgerView, choice_of
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.ledgers.registry import ledger_named
from gongjian.core.ledgers.resolving import resolved
from gongjian.core.once.actions import do_once
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.core.refusal import Refused

SCOPED = "the list is looked up among those the person may read"


class KeepForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=20)
    instead_of = forms.TypedChoiceField(
        label=gettext_lazy("In the place of"), required=False, coerce=int, empty_value=None
    )
    shared = forms.BooleanField(
        label=gettext_lazy("Share it with the office"),
        required=False,
        help_text=gettext_lazy(
            "Everybody who reads this list finds it. It shows each person only what she may see."
        ),
    )
    start = forms.BooleanField(label=gettext_lazy("Open the list with it"), required=False)

    def __init__(self, *args: Any, own: list[LedgerView], may_share: bool) -> None:
        super().__init__(*args)
        choices = [("", _("None: a new view")), *((view.pk, view.name) for view in own)]
        self.fields["instead_of"].choices = choices  # type: ignore[attr-defined]
        if not own:
            del self.fields["instead_of"]
        if not may_share:
            del self.fields["shared"]


def _access(request: HttpRequest) -> Access:
    return cast(Access, request.access)  # type: ignore[attr-defined]


def _ledger(request: HttpRequest, slug: str) -> Ledger:
    """The list as this person has it, else 404."""
    try:
        declared = ledger_named(slug)
    except KeyError:
        raise Http404 from None
    if not _access(request).may_anywhere(declared.permission):
        raise Http404
    return resolved(declared, _access(request))


def _page_of(ledger: Ledger, query: str = "") -> str:
    return reverse(ledger.url_name) + (f"?{query}" if query else "")


def _asked(request: HttpRequest, ledger: Ledger) -> Question:
    return read_question(ledger, request.GET, Asked(_access(request), ledger.permission, timezone.now()))


@allow_signed_in(SCOPED)
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what the address asks for as a view."""
    ledger = _ledger(request, slug)
    question = _asked(request, ledger)
    if question.problems:
        return HttpResponseRedirect(_page_of(ledger, request.GET.urlencode()))
    person = me(request)
    own = list(LedgerView.objects.kept().filter(ledger=slug, person=person).order_by("order"))
    may = actions.may_share(_access(request), person.office)
    given = dict(question.given.lists())
    choice = choice_of(ledger, _access(request))
    if "columns" not in given and choice.columns:
        given["columns"] = choice.columns

    def work(cleaned: dict[str, Any]) -> str:
        view = actions.keep_view(
            ledger, cleaned["name"], given=given, actor=person, now=timezone.now(),
            office=person.office if cleaned.get("shared") else None, instead_of=cleaned.get("instead_of"),
        )  # fmt: skip
        if cleaned["start"]:
            actions.open_with(resolved(ledger_named(slug), _access(request)), view.slug, actor=person)
        return _page_of(ledger, f"view={view.slug}")

    form = KeepForm(request.POST or None, own=own, may_share=may)
    context = {
        "title": _("Keep as a view"),
        "ledger_title": ledger.title,
        "asked": list(question.in_words().items()),
        "submit_label": _("Keep it"),
        "back_url": _page_of(ledger, request.GET.urlencode()),
    }
    return form_page(
        request, form, act=f"ledgers.keep:{slug}", work=work, done=_("The view is kept."), context=context,
        template="ledgers/keep.html",
    )  # fmt: skip


@allow_signed_in(SCOPED, methods=("GET",))
def views(request: HttpRequest, slug: str) -> HttpResponse:
    """Her views and the shared ones: rename, order, take away, open with."""
    ledger = _ledger(request, slug)
    access = _access(request)
    found = LedgerView.objects.filter(ledger=slug).for_reader(access, ledger.permission)
    start = choice_of(ledger, access).start
    rows = [
        {
            "view": view, "url": _page_of(ledger, f"view={view.slug}"), "starts": view.slug == start,
            "hers": view.office is None or actions.may_share(access, view.office),
        }
        for view in found.select_related("office", "person")
    ]  # fmt: skip
    declared = [{"view": view, "starts": view.slug == start} for view in ledger.views if not view.id]
    acts = [("earlier", _("Earlier"), "up"), ("later", _("Later"), "dn"), ("remove", _("Take away"), "x")]
    context = {"ledger": ledger, "rows": rows, "declared": declared, "acts": acts, "back_url": _page_of(ledger),
               "removed": _number(request.GET.get("removed"))}  # fmt: skip
    return render(request, "ledgers/views.html", context)


@allow_signed_in(SCOPED, methods=("POST",))
def change(request: HttpRequest, slug: str, number: int, act: str) -> HttpResponse:
    """One button of the page of views."""
    ledger = _ledger(request, slug)
    person, now = me(request), timezone.now()
    seen = LedgerView.objects.filter(ledger=slug, person=person) | LedgerView.objects.filter(
        ledger=slug, office__in=[area for area in [person.office_id] if area]
    )
    view = get_object_or_404(seen, pk=number)
    works: dict[str, tuple[Any, str]] = {
        "rename": (
            lambda: actions.rename_view(
                view.pk, request.POST.get("name", ""), ledger=ledger, actor=person, now=now
            ),
            _("The view has its new name."),
        ),
        "earlier": (
            lambda: actions.move_view(view.pk, by=-1, actor=person, now=now) or True,
            _("The order is kept."),
        ),
        "later": (
            lambda: actions.move_view(view.pk, by=1, actor=person, now=now) or True,
            _("The order is kept."),
        ),
        "remove": (
            lambda: actions.remove_view(view.pk, ledger=ledger, actor=person, now=now),
            _("The view is taken away."),
        ),
        "bring-back": (
            lambda: actions.bring_back_view(view.pk, ledger=ledger, actor=person, now=now),
            _("The view is back."),
        ),
    }
    if act not in works:
        raise Http404
    work, done = works[act]
    back = reverse("ledgers:views", args=[slug])
    if act == "remove":
        back += f"?removed={view.pk}"
    return do_and_say(request, act=f"ledgers.{act}:{view.pk}", work=work, done=done, back=back)


@allow_signed_in(SCOPED, methods=("POST",))
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """With which view the list opens for her."""
    ledger = _ledger(request, slug)
    wanted = request.POST.get("view", "")
    return do_and_say(
        request, act=f"ledgers.start:{slug}", done=_("The list opens with it from now on."),
        work=lambda: actions.open_with(ledger, wanted, actor=me(request)),
        back=reverse("ledgers:views", args=[slug]),
    )  # fmt: skip


@allow_signed_in(SCOPED, methods=("POST",))
def columns(request: HttpRequest, slug: str) -> HttpResponse:
    """Which columns she sees, in which order and how wide."""
    ledger = _ledger(request, slug)
    ticked = request.POST.getlist("columns")
    names = sorted(ticked, key=lambda name: _number(request.POST.get(f"place-{name}")) or 999)
    if request.POST.get("reset"):
        names = []
    widths = {name: _number(request.POST.get(f"width-{name}")) for name in names}
    try:
        do_once(
            request.POST.get("once", ""), f"ledgers.columns:{slug}",
            lambda: {"kept": actions.choose_columns(ledger, names, widths=widths, actor=me(request)).columns},
            person=me(request),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused.reason))
    back = QueryDict(request.POST.get("back", ""), mutable=True)
    back.pop("columns", None)
    return redirect(_page_of(ledger, back.urlencode()))


@allow_signed_in(SCOPED, methods=("GET",))
def counts(request: HttpRequest, slug: str) -> HttpResponse:
    """How many rows each tab holds now."""
    ledger = _ledger(request, slug)
    found = counts_of_views(ledger, Asked(_access(request), ledger.permission, timezone.now()))
    return JsonResponse(found)


@allow_signed_in("only whoever asked for the export gets it", methods=("GET",))
def file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A large export, as long as it is kept."""
    kept = get_object_or_404(LedgerFile, uid=uid, person=me(request))
    try:
        return cast(HttpResponse, answer_with(kept))
    except FileNotFoundError:
        raise Http404 from None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else None
