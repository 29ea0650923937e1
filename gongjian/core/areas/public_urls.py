"""Addresses under /areas/: public facts about areas."""

from django.urls import path

from gongjian.core.areas import views

app_name = "areas_public"
urlpatterns = [path("<int:number>/outline.json", views.outline, name="outline")]
