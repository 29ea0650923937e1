"""Addresses without sign-in, under /exchange/."""

from django.urls import path

from gongjian.modules.exchange.views import public

app_name = "exchange_public"
urlpatterns = [
    path("", public.offices, name="offices"),
    path("<int:office>/<slug:which>/", public.listing, name="list"),
]
