from django.urls import path

from gongjian.core.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("run/", views.run, name="run"),
    path("tasks/", views.own, name="own"),
    path("tasks/<uuid:uid>/", views.task, name="task"),
    path("tasks/<uuid:uid>/progress/", views.progress, name="progress"),
    path("tasks/<uuid:uid>/cancel/", views.stop, name="cancel"),
    path("tasks/<uuid:uid>/again/", views.again, name="again"),
]
