from django.urls import path

from gongjian.core.factors.views import desk

app_name = "factors_desk"
urlpatterns = [
    path("", desk.overview, name="overview"),
    path("<int:number>/", desk.rule, name="rule"),
    path("people/<int:number>/", desk.person, name="person"),
    path("people/<int:number>/reset/", desk.reset, name="reset"),
]
