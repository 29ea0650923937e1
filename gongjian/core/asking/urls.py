"""Addresses under /desk/asking/."""

from django.urls import path

from gongjian.core.asking.views import calls, draws, questionnaires

app_name = "asking"
urlpatterns = [
    path("", draws.samples, name="draws"),
    path("announce/", draws.announce, name="announce"),
    path("<int:pk>/", draws.draw, name="draw"),
    path("<int:pk>/list/", draws.entries, name="list"),
    path("<int:pk>/list/<int:entry>/off/", draws.take_off, name="take_off"),
    path("<int:pk>/draw/", draws.make_draw, name="make_draw"),
    path("<int:pk>/call-off/", draws.call_off, name="call_off"),
    path("<int:pk>/verify/", draws.verify, name="verify"),
    path("<int:pk>/calls/", calls.calls, name="calls"),
    path("<int:pk>/calls/<int:entry>/", calls.call, name="call"),
    path("<int:pk>/calls/<int:entry>/number/", calls.number, name="number"),
    path("questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path("questionnaires/make/", questionnaires.make, name="make_questionnaire"),
    path("questionnaires/<int:pk>/", questionnaires.questionnaire, name="questionnaire"),
    path("questionnaires/<int:pk>/change/", questionnaires.change, name="change_questionnaire"),
    path("questionnaires/<int:pk>/end/", questionnaires.end, name="end_questionnaire"),
]
