"""Addresses under /desk/publicity/."""

from django.urls import path

from gongjian.core.publicity import views

app_name = "publicity"
urlpatterns = [
    path("", views.publications, name="list"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/pictures/", views.pictures, name="pictures"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("item/<int:pk>/publish/", views.publish, name="publish"),
]
