from django.urls import path

from gongjian.core.ledgers import own_pages

app_name = "ledgers"
urlpatterns = [
    path("files/<uuid:uid>/", own_pages.file, name="file"),
    path("<slug:slug>/views/", own_pages.views, name="views"),
    path("<slug:slug>/views/new/", own_pages.keep, name="keep"),
    path("<slug:slug>/views/start/", own_pages.start, name="start"),
    path("<slug:slug>/views/<int:number>/<slug:act>/", own_pages.change, name="change"),
    path("<slug:slug>/columns/", own_pages.columns, name="columns"),
    path("<slug:slug>/counts/", own_pages.counts, name="counts"),
]
