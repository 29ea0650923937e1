from django.urls import path

from gongjian.core.sso import desk_views

app_name = "sso_desk"
urlpatterns = [
    path("people/<int:number>/", desk_views.person, name="person"),
    path("people/<int:number>/link/", desk_views.link, name="link"),
    path("people/<int:number>/unlink/<int:account>/", desk_views.unlink, name="unlink"),
]
