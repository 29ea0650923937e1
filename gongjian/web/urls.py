from django.urls import path

from gongjian.web.home import front_door
from gongjian.web.looks import choose_looks

app_name = "web"
urlpatterns = [path("", front_door, name="home"), path("looks/", choose_looks, name="looks")]
