"""How every address of the interface answers: in the form that was asked for, errors too."""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from gongjian.core.people.guard import allow_public
from gongjian.core.refusal import Refused
from gongjian.lib.georeport import CONTENT_TYPES, write
from gongjian.modules.reports.open311.faults import Fault, fault_of

WHY = "what the public list shows may be read by programs; what is sent in needs a key"
Told = tuple[str, Any]
View = Callable[..., Told]


def georeport(*, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], Callable[..., HttpResponse]]:
    """Make a view of a function that returns the root's name and what is told, and raises Fault or Refused.

    The address says `form` ("json" or "xml"). No cookie counts here, so no token against forged forms is asked for.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, form: str, **kwargs: Any) -> HttpResponse:
            try:
                _check_method(request, methods)
                _check_texts(request, kwargs)
                root, told = view(request, *args, **kwargs)
                return answer(root, told, form=form)
            except Fault as fault:
                return refusal(fault, form=form)
            except Refused as refused:
                return refusal(fault_of(refused), form=form)
            except RequestDataTooBig:
                return refusal(Fault(413, _("The request is too large.")), form=form)
            except SuspiciousOperation:
                return refusal(Fault(400, _("The request cannot be read.")), form=form)

        return allow_public(WHY, methods=(*ANY,))(csrf_exempt(answered))

    return decorate


ANY = ("GET", "POST", "PUT", "PATCH", "DELETE")


def _check_method(request: HttpRequest, methods: tuple[str, ...]) -> None:
    if request.method not in (*methods, "HEAD", "OPTIONS"):
        raise Fault(405, _("This address takes %(methods)s only.") % {"methods": ", ".join(methods)})


def _check_texts(request: HttpRequest, kwargs: Mapping[str, Any]) -> None:
    """Refuse what no database can hold, wherever in the request it stands."""
    given = [
        *kwargs.values(),
        *_texts(request.GET),
        *(_texts(request.POST) if request.method == "POST" else ()),
    ]
    if any("\0" in text for text in given):
        raise Fault(400, _("The request cannot be read."))


def _texts(given: QueryDict) -> Iterator[str]:
    for name, values in given.lists():
        yield name
        yield from values


def answer(root: str, told: Any, *, form: str, status: int = 200) -> HttpResponse:
    """The answer, readable by pages of other sites as well: it holds only what everybody may know."""
    found = HttpResponse(write(root, told, form=form), content_type=CONTENT_TYPES[form], status=status)
    found["Access-Control-Allow-Origin"] = "*"
    found["Cache-Control"] = "no-store"
    return found


def refusal(fault: Fault, *, form: str) -> HttpResponse:
    """The reasons, as a list of code and description."""
    found = answer("errors", fault.rows(), form=form, status=fault.status)
    if fault.status == 429:
        found["Retry-After"] = "300"
    return found
