"""What sign-in protection tells the platform about itself."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import MenuEntry, Module, PersonalField

MODULE = Module(
    slug="factors",
    label=_("Sign-in protection"),
    personal_fields=(
        PersonalField(
            "factors.Authenticator",
            "secret_sealed",
            _("To know the codes of her app; it is a key"),
            1,
            "sealed",
        ),
    ),
    menu=(
        MenuEntry(
            _("Sign-in protection"), "factors_desk:overview", "lock", _("Office"), "people.manage", order=903
        ),
    ),
    acts={
        "set_up_app": _("Set up an authenticator app"),
        "remove_app": _("Removed an authenticator app"),
        "add_passkey": _("Added a passkey"),
        "rename_passkey": _("Renamed a passkey"),
        "remove_passkey": _("Removed a passkey"),
        "make_codes": _("Made recovery codes"),
        "use_recovery_code": _("Used a recovery code"),
        "set_rule": _("Changed whether a second step is demanded"),
        "reset": _("Took somebody's second step away"),
        "refuse": _("Was refused at the second step of signing in"),
    },
)
