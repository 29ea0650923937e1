"""Addresses under /desk/papers/."""

from django.urls import path

from gongjian.core.papers.views import filling, printing, setting_up

app_name = "papers"
urlpatterns = [
    path("", setting_up.papers, name="list"),
    path("add/", setting_up.add, name="add"),
    path("for/<slug:slug>/", filling.for_ledger, name="for_ledger"),
    path("for/<slug:slug>/pdf/", printing.of_list, name="list_pdf"),
    path("item/<int:pk>/pdf/", printing.of_matter, name="matter_pdf"),
    path("item/<int:pk>/reply/", printing.of_reply, name="reply_pdf"),
    path("item/<int:pk>/", filling.for_item, name="for_item"),
    path("filled/<uuid:uid>/", filling.filled, name="filled"),
    path("<uuid:uid>/", setting_up.detail, name="detail"),
    path("<uuid:uid>/fill/", filling.fill_paper, name="fill"),
    path("<uuid:uid>/new-version/", setting_up.new_version, name="new_version"),
    path("<uuid:uid>/proposals/", setting_up.proposals, name="proposals"),
    path("<uuid:uid>/versions/<int:number>/", setting_up.version, name="version"),
    path("<uuid:uid>/retire/", setting_up.retire, name="retire"),
    path("<uuid:uid>/bring-back/", setting_up.bring_back, name="bring_back"),
]
