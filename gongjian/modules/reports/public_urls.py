"""Addresses of the public pages, under /report/."""

from django.urls import path

from gongjian.modules.reports.open311.public_urls import urlpatterns as open311
from gongjian.modules.reports.shown.public_urls import urlpatterns as shown
from gongjian.modules.reports.views.public import following, listing, neighbours, proof, reporting

app_name = "public_reports"
urlpatterns = [
    path("", reporting.what, name="start"),
    path("list/", listing.listing, name="list"),
    path("list.geojson", listing.points, name="points"),
    path("follow/", following.by_number, name="by_number"),
    path("f/<str:token>/", following.follow, name="follow"),
    path("f/<str:token>/rate/", following.give_verdict, name="rate"),
    path("f/<str:token>/add/", following.add, name="add"),
    path("proof/", proof.proof, name="proof"),
    path("proof/<uuid:uid>/", proof.inspection, name="inspection"),
    path("<uuid:uid>/", reporting.what, name="what"),
    path("likely/", neighbours.likely, name="likely"),
    path("theirs/", neighbours.follow_theirs, name="follow_theirs"),
    path("t/<str:token>/", neighbours.neighbours, name="neighbours"),
    path("<uuid:uid>/likely/", neighbours.likely, name="likely_of"),
    path("<uuid:uid>/same/", neighbours.same, name="same"),
    path("<uuid:uid>/where/", reporting.where, name="where"),
    path("<uuid:uid>/about/", reporting.about, name="about"),
    path("<uuid:uid>/reply/", reporting.reply, name="reply"),
    *shown,
    *open311,
]
