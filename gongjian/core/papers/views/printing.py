"""PDFs: of a list with its filters, of one matter, of the reply."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from gongjian.core.items.views.item import visible_item
from gongjian.core.ledgers.choosing import chosen_columns
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.question import read_question
from gongjian.core.ledgers.resolving import resolved, resolved_with_choice
from gongjian.core.papers.lexicon import ledger_of_kind
from gongjian.core.papers.models import VIEW
from gongjian.core.papers.pdf import list_pdf, matter_pdf, reply_pdf
from gongjian.core.papers.views.filling import asked_of, readable
from gongjian.core.papers.views.sending import send
from gongjian.core.papers.views.setting_up import access_on
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import me
from gongjian.core.refusal import Refused

PDF = ".pdf"


@allow(VIEW, methods=("GET",))
def of_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The list as it stands, with the columns that the person chose."""
    back = f"{reverse('papers:for_ledger', args=[slug])}?{asked_of(request).urlencode()}"
    return _sent(request, lambda: list_made(request, slug), back=back)


def list_made(request: HttpRequest, slug: str) -> tuple[bytes, str]:
    """The PDF of the list with the request's filters, and its file name. Raises Refused and Http404."""
    now, access = timezone.now(), access_on(request)
    ledger, choice = resolved_with_choice(readable(request, slug), access)
    question = read_question(ledger, asked_of(request), Asked(access, ledger.permission, now))
    if question.problems:
        raise Refused(" ".join(question.problems))
    columns = chosen_columns(question, choice)
    return list_pdf(question, columns, person=me(request), now=now), f"{ledger.title}.pdf"


@allow(VIEW, methods=("GET",))
def of_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter with its timeline."""
    return _of_item(request, pk, matter_pdf)


@allow(VIEW, methods=("GET",))
def of_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The reply to whoever told of the matter."""
    return _of_item(request, pk, reply_pdf)


def _of_item(request: HttpRequest, pk: int, make: Callable[..., bytes]) -> HttpResponse:
    back = reverse("papers:for_item", args=[pk])
    return _sent(request, lambda: item_made(request, pk, make), back=back)


def item_made(request: HttpRequest, pk: int, make: Callable[..., bytes]) -> tuple[bytes, str]:
    """The PDF of one matter and its file name. Raises Refused, and Http404 for what the person may not see."""
    item = visible_item(request, pk)
    base = ledger_of_kind(item.kind)
    if base is None:
        raise Http404
    ledger = resolved(base, access_on(request))
    row = ledger.queryset(access_on(request)).filter(**{ledger.item or "pk": item.pk}).first()
    if row is None:
        raise Http404
    return make(item, row, ledger, person=me(request), now=timezone.now()), f"{item.number}.pdf"


def _sent(request: HttpRequest, make: Callable[[], tuple[bytes, str]], *, back: str) -> HttpResponse:
    """The PDF, or why there is none, said on the page from which it was asked for."""
    try:
        made, file_name = make()
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return HttpResponseRedirect(back)
    return send(made, file_name, suffix=PDF)
