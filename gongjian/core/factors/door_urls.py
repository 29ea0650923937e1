from django.urls import path

from gongjian.core.factors.views import door

app_name = "sign_in"
urlpatterns = [
    path("second-step/", door.second_step, name="second_step"),
    path("second-step/back/", door.back, name="back"),
    path("passkey/begin/", door.begin_passkey, name="begin_passkey"),
    path("passkey/", door.passkey, name="passkey"),
]
