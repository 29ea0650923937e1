"""Addresses under /desk/measures/."""

from django.urls import path

from gongjian.core.measures import views

app_name = "measures"
urlpatterns = [
    path("", views.every_measure, name="all"),
    path("<str:name>/", views.one_measure, name="one"),
]
