"""Addresses of the interface, under /report/open311/; each in both forms."""

from django.urls import path

from gongjian.lib.georeport import FORMS
from gongjian.modules.reports.open311 import public_views as views

PLACES = (
    ("discovery", views.discovery, "discovery"),
    ("v2/discovery", views.discovery, "v2_discovery"),
    ("v2/services", views.services, "services"),
    ("v2/services/<str:code>", views.service, "service"),
    ("v2/requests", views.requests, "requests"),
    ("v2/requests/<str:number>", views.one_request, "request"),
    ("v2/tokens/<str:token>", views.token, "token"),
    ("v2/<path:rest>", views.nothing, "nothing"),
)
urlpatterns = [
    path(f"open311/{route}.{form}", view, {"form": form}, name=f"open311_{name}_{form}")
    for route, view, name in PLACES
    for form in FORMS
]
