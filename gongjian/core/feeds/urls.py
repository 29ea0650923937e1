from django.urls import path

from gongjian.core.feeds import views

app_name = "feeds"
urlpatterns = [
    path("", views.address, name="address"),
    path("revoke/", views.revoke, name="revoke"),
    path("<str:secret>/deadlines.ics", views.deadlines, name="deadlines"),
]
