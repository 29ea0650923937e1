"""What the pages have in common."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.views.forms_page import form_page


def form_of(
    request: HttpRequest, form: Any, act: str, work: Callable[[dict[str, Any]], str], title: str, back: str
) -> HttpResponse:
    """The page of one act; `work` gives the address that it goes on to."""
    done = _("Done: %(what)s") % {"what": title}
    return form_page(request, form, act=act, work=work, done=done, context={"title": title, "back_url": back})


def choice_of(request: HttpRequest) -> dict[str, Any]:
    """Where the person makes agreements, and of which offices."""
    paths = request.access.paths("network.agree")  # type: ignore[attr-defined]
    return {"paths": paths, "offices": Area.objects.under_any(paths).values("office")}
