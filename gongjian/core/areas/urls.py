"""Addresses under /desk/areas/."""

from django.urls import path

from gongjian.core.areas import list_views, views

app_name = "areas"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("lists/", list_views.lists, name="lists"),
    path("lists/bring/", list_views.bring, name="bring"),
    path("lists/<int:number>/", list_views.one_list, name="list"),
    path("lists/<int:number>/tick/", list_views.tick, name="tick"),
    path("lists/<int:number>/apply/", list_views.apply, name="apply"),
    path("lists/<int:number>/discard/", list_views.discard, name="discard"),
    path("<int:number>/", views.detail, name="detail"),
    path("<int:number>/add/", views.add, name="add"),
    path("<int:number>/rename/", views.rename, name="rename"),
    path("<int:number>/move/", views.move, name="move"),
    path("<int:number>/close/", views.close, name="close"),
]
