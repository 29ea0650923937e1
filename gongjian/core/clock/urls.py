"""Addresses under /desk/clock/."""

import datetime as dt

from django.urls import path, register_converter

from gongjian.core.clock import views


class DayConverter:
    """A day in an address: 2026-03-05."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")
app_name = "clock"
urlpatterns = [
    path("", views.limits, name="limits"),
    path("limits/add/", views.enter_limit, name="add_limit"),
    path("duties/", views.duties, name="duties"),
    path("duties/add/", views.enter_duty, name="add_duty"),
    path("duties/<int:pk>/", views.duty, name="duty"),
    path("duties/<int:pk>/end/", views.end, name="end_duty"),
    path("calendar/", views.year, name="this_year"),
    path("calendar/<int:number>/", views.year, name="year"),
    path("days/add/", views.enter_day, name="add_day"),
    path("days/<day:number>/take-back/", views.take_back, name="take_back"),
]
