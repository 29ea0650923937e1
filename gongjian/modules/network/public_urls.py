"""Addresses under /join/."""

from django.urls import path

from gongjian.modules.network import views

app_name = "network_public"
urlpatterns = [path("", views.join, name="join"), path("sent/", views.sent, name="sent")]
