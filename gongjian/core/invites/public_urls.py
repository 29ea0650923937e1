"""Addresses under /p/: the private pages."""

from django.urls import path

from gongjian.core.invites import public_views

app_name = "invites_public"
urlpatterns = [path("<str:token>/", public_views.open_invite, name="open")]
