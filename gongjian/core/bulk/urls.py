from django.urls import path

from gongjian.core.bulk import views

app_name = "bulk"
urlpatterns = [
    path("runs/<uuid:uid>/", views.run, name="run"),
    path("runs/<uuid:uid>/start/", views.start, name="start"),
    path("runs/<uuid:uid>/undo/", views.undo, name="undo"),
    path("runs/<uuid:uid>/refused/", views.refused, name="refused"),
    path("<slug:slug>/", views.begin, name="begin"),
]
