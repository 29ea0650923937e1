from django.urls import path

from gongjian.core.files import views

app_name = "files"
urlpatterns = [path("<uuid:uid>", views.show, name="show")]
