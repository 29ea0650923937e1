"""Addresses under /desk/meetings/."""

from django.urls import path

from gongjian.modules.meetings.views import meeting, promises

app_name = "meetings"
urlpatterns = [
    path("", meeting.meetings, name="list"),
    path("call/", meeting.call, name="call"),
    path("decisions/", promises.decisions, name="decisions"),
    path("decisions/<int:pk>/", promises.decision, name="decision"),
    path("promises/", promises.promises, name="promises"),
    path("promises/new/", promises.new_promise, name="new_promise"),
    path("promises/<int:pk>/", promises.promise, name="promise"),
    path("<int:pk>/", meeting.meeting, name="meeting"),
    path("<int:pk>/next/", meeting.call_next, name="call_next"),
    path("<int:pk>/cancel/", meeting.cancel, name="cancel"),
    path("<int:pk>/points/add/", meeting.add_point, name="add_point"),
    path("<int:pk>/points/<int:point>/outcome/", meeting.outcome, name="outcome"),
    path("<int:pk>/points/<int:point>/take-off/", meeting.take_off, name="take_off"),
    path("<int:pk>/points/<int:point>/decide/", meeting.decide, name="decide_on"),
    path("<int:pk>/decide/", meeting.decide, name="decide"),
    path("<int:pk>/settle/", meeting.settle, name="settle"),
    path("<int:pk>/ask/", meeting.ask, name="ask"),
    path("<int:pk>/presence/<int:attendance>/", meeting.presence, name="presence"),
    path("<int:pk>/minutes/", meeting.minutes, name="minutes"),
    path("<int:pk>/code/", meeting.code, name="code"),
    path("<int:pk>/code.svg", meeting.code_picture, name="code_picture"),
]
