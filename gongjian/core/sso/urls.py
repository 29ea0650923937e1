from django.urls import path

from gongjian.core.sso import views

app_name = "sso"
urlpatterns = [
    path("", views.accounts, name="accounts"),
    path("link/", views.confirm, name="confirm"),
    path("<int:number>/unlink/", views.unlink, name="unlink"),
    path("<slug:provider>/", views.start, name="start"),
    path("<slug:provider>/link/", views.link, name="link"),
    path("<slug:provider>/back/", views.back, name="back"),
]
