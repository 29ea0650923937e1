from django.urls import path

from gongjian.core.files import item_views, space_views, views

app_name = "files"
urlpatterns = [
    path("<uuid:uid>", views.show, name="show"),
    path("matter/<int:pk>/", item_views.of_item, name="of_item"),
    path("matter/<int:pk>/add/", item_views.add, name="add"),
    path("matter/<int:pk>/zip/", item_views.take_along, name="zip"),
    path("matter/<int:pk>/<uuid:uid>/withdraw/", item_views.withdraw, name="withdraw"),
    path("space/", space_views.space, name="space"),
]
