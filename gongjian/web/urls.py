from django.urls import path

from gongjian.web.home import front_door, picture
from gongjian.web.looks import choose_looks
from gongjian.web.trust import authority, trust
from gongjian.web.trust_steps import FILE

app_name = "web"
urlpatterns = [
    path("", front_door, name="home"),
    path("favicon.ico", picture, name="picture"),
    path("looks/", choose_looks, name="looks"),
    path("trust/", trust, name="trust"),
    path(f"trust/{FILE}", authority, name="authority"),
]
