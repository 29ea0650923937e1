"""Addresses without sign-in, under /public/."""

from django.urls import path

from gongjian.core.publicity import public_views

app_name = "public"
urlpatterns = [
    path("", public_views.kinds, name="kinds"),
    path("p/<uuid:uid>/", public_views.page, name="page"),
    path("p/<uuid:uid>/object/", public_views.object_, name="object"),
    path("<slug:slug>/", public_views.listing, name="list"),
]
