from django.urls import path

from gongjian.core.people.views import account, tokens

app_name = "people"
urlpatterns = [
    path("", account.account, name="account"),
    path("sign-in/", account.sign_in, name="sign_in"),
    path("sign-out/", account.sign_out, name="sign_out"),
    path("sessions/", account.sessions, name="sessions"),
    path("sessions/end/", account.end_session, name="end_session"),
    path("sessions/end-all/", account.sign_out_everywhere, name="sign_out_everywhere"),
    path("password/", account.change_password, name="change_password"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/make/", tokens.make, name="make_token"),
    path("tokens/<int:number>/revoke/", tokens.revoke, name="revoke_token"),
    path("leave/", account.leave, name="leave"),
    path("leave/end/", account.end_leave, name="end_leave"),
    path("language/", account.language, name="language"),
    path("stop-seeing/", account.stop_seeing, name="stop_seeing"),
]
