"""Addresses of what was done, under /report/done/."""

from django.urls import path

from gongjian.modules.reports.shown import data_views, public_views

urlpatterns = [
    path("done/", public_views.done, name="done"),
    path("done/answer/<uuid:uid>/", public_views.answer, name="shown_answer"),
    path("done/open-data/fields/", data_views.fields, name="open_data_fields"),
    path("done/<slug:place>/", public_views.done_at, name="done_at"),
    path("done/<slug:place>/answers/", public_views.answers, name="shown_answers"),
    path("done/<slug:place>/answers.atom", public_views.answers_feed, name="answers_feed"),
    path("done/<slug:place>/open-data/", data_views.index, name="open_data"),
    path("done/<slug:place>/open-data/index.json", data_views.index_json, name="open_data_index"),
    path("done/<slug:place>/open-data/<str:name>", data_views.file, name="open_data_file"),
]
