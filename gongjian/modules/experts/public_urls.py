"""Addresses without sign-in, under /experts/."""

from django.urls import path

from gongjian.modules.experts.views import public

app_name = "experts_public"
urlpatterns = [
    path("", public.offices, name="offices"),
    path("<int:office>/", public.listing, name="list"),
    path("<int:office>/<int:pk>/", public.service, name="service"),
]
