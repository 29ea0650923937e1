"""Addresses under /join/."""

from django.urls import path

from gongjian.modules.network.views import joining

app_name = "network_public"
urlpatterns = [path("", joining.join, name="join"), path("<uuid:uid>/", joining.standing, name="standing")]
