"""Addresses of the page of connections, under /desk/reports/open311/."""

from django.urls import path

from gongjian.modules.reports.open311 import desk_views as views

urlpatterns = [
    path("open311/", views.connections, name="open311"),
    path("open311/keys/issue/", views.issue, name="open311_issue"),
    path("open311/keys/<uuid:uid>/revoke/", views.revoke, name="open311_revoke"),
]
