from django.urls import path

from gongjian.web.looks import choose_looks

app_name = "web"
urlpatterns = [path("looks/", choose_looks, name="looks")]
