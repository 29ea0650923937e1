"""Addresses under /desk/invites/."""

from django.urls import path

from gongjian.core.invites import views

app_name = "invites"
urlpatterns = [
    path("", views.invites, name="list"),
    path("<int:number>/", views.detail, name="detail"),
    path("<int:number>/revoke/", views.revoke, name="revoke"),
]
