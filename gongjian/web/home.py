"""The first page: staff go to their inbox, everybody else sees the doors that are open to the public."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.manifest import modules
from gongjian.core.people.guard import allow_public
from gongjian.core.publicity.registry import public_kinds


@allow_public("the front door", methods=("GET",))
def front_door(request: HttpRequest) -> HttpResponse:
    """One door per module with public pages."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    doors = [
        {
            "url": f"/{module.public_prefix}/",
            "label": module.label,
            "hint": module.public_hint,
            "icon": module.public_icon,
        }
        for module in modules()
        if module.public_urls and module.public_door
    ]
    if public_kinds():
        label = _("What the office publishes")
        doors.append(
            {
                "url": reverse("public:kinds"),
                "label": label,
                "hint": _("Plans, money and results, open to everybody."),
                "icon": "globe",
            }
        )
    context = {"doors": doors, "sign_in_url": reverse(settings.LOGIN_URL), "home_office": _only_office()}
    return render(request, "web/home.html", context)


def _only_office() -> str:
    """The office's name where one office works here; several are not told apart before a choice."""
    offices = list(Area.objects.offices().current()[:2])
    return offices[0].short_name if len(offices) == 1 else ""


@allow_public("browsers ask for it beside files that cannot name their own picture", methods=("GET",))
def picture(request: HttpRequest) -> HttpResponse:
    """The product's picture, for calendars, feeds and tables opened in a browser."""
    return redirect(static("web/icon.svg"))
