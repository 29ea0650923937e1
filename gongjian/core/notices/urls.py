from django.urls import path

from gongjian.core.notices import sending_views as sent
from gongjian.core.notices import settings_views, views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/read/", views.read, name="read"),
    path("settings/", settings_views.choices, name="settings"),
    path("settings/address/", settings_views.address, name="address"),
    path("settings/address/remove/", settings_views.forget, name="forget_address"),
    path("confirm/<str:token>/", settings_views.confirm, name="confirm"),
    path("sending/", sent.overview, name="sending"),
    path("sending/<int:pk>/again/", sent.again, name="again"),
    path("sending/robots/add/", sent.add, name="add_robot"),
    path("sending/robots/<uuid:uid>/", sent.change, name="robot"),
    path("sending/robots/<uuid:uid>/switch/", sent.switch, name="switch_robot"),
    path("sending/robots/<uuid:uid>/test/", sent.test, name="test_robot"),
    path("sending/robots/<uuid:uid>/remove/", sent.remove, name="remove_robot"),
]
