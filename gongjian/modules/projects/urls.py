"""Addresses under /desk/projects/."""

from django.urls import path

from gongjian.modules.projects.views import project, reviews

app_name = "projects"
urlpatterns = [
    path("", project.projects, name="list"),
    path("propose/", project.propose, name="propose"),
    path("milestones/", project.milestones, name="milestones"),
    path("milestones/<int:pk>/", project.milestone, name="milestone"),
    path("reviews/", reviews.rounds, name="rounds"),
    path("reviews/open/", reviews.open_round, name="open_round"),
    path("reviews/<int:pk>/", reviews.one_round, name="round"),
    path("reviews/<int:pk>/close/", reviews.close_round, name="close_round"),
    path("reviews/<int:pk>/projects/<int:project>/", reviews.sheet, name="sheet"),
    path("reviews/<int:pk>/projects/<int:project>/name/", reviews.seat, name="seat"),
    path("<int:pk>/", project.detail, name="detail"),
    path("<int:pk>/change/", project.change, name="change"),
    path("<int:pk>/partners/add/", project.add_partner, name="add_partner"),
    path("<int:pk>/partners/<int:partner>/end/", project.end_partner, name="end_partner"),
    path("<int:pk>/waive/", project.waive, name="waive"),
    path("<int:pk>/milestones/add/", project.add_milestone, name="add_milestone"),
    path("<int:pk>/team/add/", project.add_to_team, name="add_to_team"),
    path("<int:pk>/team/<int:member>/off/", project.take_off_team, name="take_off_team"),
    path("<int:pk>/reviews/", reviews.reviews_of, name="reviews_of"),
    path("<int:pk>/evaluate/", reviews.evaluate, name="evaluate"),
]
