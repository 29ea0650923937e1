"""Addresses of the page of connections, under /desk/reports/open311/."""

from django.urls import path

from gongjian.modules.reports.open311 import desk_views as views
from gongjian.modules.reports.open311 import errand_views, server_views

urlpatterns = [
    path("open311/", views.connections, name="open311"),
    path("open311/keys/issue/", views.issue, name="open311_issue"),
    path("open311/keys/<uuid:uid>/revoke/", views.revoke, name="open311_revoke"),
    path("open311/systems/add/", server_views.add, name="open311_add"),
    path("open311/systems/<uuid:uid>/", server_views.change, name="open311_change"),
    path("open311/systems/<uuid:uid>/services/", server_views.look, name="open311_look"),
    path("open311/systems/<uuid:uid>/switch/", server_views.switch, name="open311_switch"),
    path("open311/systems/<uuid:uid>/remove/", server_views.remove, name="open311_remove"),
    path("<int:pk>/send-out/", errand_views.send, name="send_out"),
    path("<int:pk>/send-out/<int:errand>/again/", errand_views.again, name="send_again"),
]
