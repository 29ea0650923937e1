"""Addresses under /desk/links/."""

from django.urls import path

from gongjian.core.links import views

app_name = "links"
urlpatterns = [
    path("without-origin/", views.without_origin, name="without_origin"),
    path("<int:pk>/tie/", views.tie, name="tie"),
    path("<int:pk>/<int:number>/take-off/", views.take_off, name="take_off"),
    path("<str:model>/<int:pk>/", views.thread, name="thread"),
]
