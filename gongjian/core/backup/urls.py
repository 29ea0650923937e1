from django.urls import path

from gongjian.core.backup import views

app_name = "backup"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("make/", views.make, name="make"),
]
