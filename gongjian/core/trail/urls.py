from django.urls import path

from gongjian.core.trail import views

app_name = "trail"
urlpatterns = [path("", views.trail, name="list")]
