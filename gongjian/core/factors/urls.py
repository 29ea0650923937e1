from django.urls import path

from gongjian.core.factors.views import apps, own, passkeys

app_name = "factors"
urlpatterns = [
    path("", own.protection, name="protection"),
    path("confirm/", own.confirm, name="confirm"),
    path("app/begin/", apps.begin, name="begin_app"),
    path("app/", apps.set_up, name="set_up_app"),
    path("app/remove/", apps.remove, name="remove_app"),
    path("codes/", own.codes, name="codes"),
    path("confirm/passkey/", own.confirm_by_passkey, name="confirm_by_passkey"),
    path("passkeys/begin/", passkeys.begin, name="begin_passkey"),
    path("passkeys/add/", passkeys.add, name="add_passkey"),
    path("passkeys/<int:number>/name/", passkeys.rename, name="rename_passkey"),
    path("passkeys/<int:number>/remove/", passkeys.remove, name="remove_passkey"),
]
