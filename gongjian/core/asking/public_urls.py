"""Addresses without sign-in, under /draws/."""

from django.urls import path

from gongjian.core.asking import public_views

app_name = "public_draws"
urlpatterns = [path("<uuid:uid>/", public_views.draw, name="draw")]
