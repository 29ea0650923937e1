from django.urls import path

from gongjian.core.fields import views

app_name = "fields"
urlpatterns = [
    path("", views.fields, name="list"),
    path("new/", views.make, name="make"),
    path("<int:number>/", views.change, name="change"),
    path("<int:number>/retire/", views.retire, name="retire"),
    path("items/<int:number>/", views.fill, name="fill"),
]
