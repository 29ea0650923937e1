"""Addresses under /desk/orgs/."""

from django.urls import path

from gongjian.core.orgs import views

app_name = "orgs"
urlpatterns = [
    path("", views.units, name="list"),
    path("add/", views.add, name="add"),
    path("<int:number>/", views.detail, name="detail"),
    path("<int:number>/close/", views.close, name="close"),
    path("<int:number>/add-member/", views.add_member, name="add_member"),
    path("members/<int:number>/end/", views.end_membership, name="end_membership"),
]
