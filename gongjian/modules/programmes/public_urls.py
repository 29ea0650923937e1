"""Addresses without sign-in, under /themes/."""

from django.urls import path

from gongjian.modules.programmes.views import public

app_name = "programmes_public"
urlpatterns = [
    path("", public.offices, name="offices"),
    path("<int:pk>/", public.office, name="office"),
    path("<int:pk>/activities.ics", public.activities, name="activities"),
    path("<int:office>/<int:pk>/", public.programme, name="programme"),
]
