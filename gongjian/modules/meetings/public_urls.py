"""Addresses without sign-in, under /meeting/."""

from django.urls import path

from gongjian.modules.meetings.views import public

app_name = "public_meetings"
urlpatterns = [
    path("<str:token>/", public.check_in, name="check_in"),
]
