"""Addresses under /desk/orgs/."""

from django.urls import path

from gongjian.core.orgs import post_views, views

app_name = "orgs"
urlpatterns = [
    path("", views.units, name="list"),
    path("party/", post_views.party, name="party"),
    path("terms/", post_views.terms, name="terms"),
    path("seats/", post_views.seats, name="seats"),
    path("add/", views.add, name="add"),
    path("<int:number>/", views.detail, name="detail"),
    path("<int:number>/close/", views.close, name="close"),
    path("<int:number>/add-member/", views.add_member, name="add_member"),
    path("members/<int:number>/end/", views.end_membership, name="end_membership"),
    path("<int:number>/posts/add/", post_views.add_post, name="add_post"),
    path("posts/<int:number>/term/", post_views.begin_term, name="begin_term"),
    path("terms/<int:number>/end/", post_views.end_term, name="end_term"),
    path("<int:number>/appoint/", post_views.appoint, name="appoint"),
    path("seats/<int:number>/end/", post_views.end_appointment, name="end_appointment"),
]
