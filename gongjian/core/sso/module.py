"""What single sign-on tells the platform about itself."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import Module, PersonalField

MODULE = Module(
    slug="sso",
    label=_("Single sign-on"),
    personal_fields=(
        PersonalField(
            "sso.OutsideAccount",
            "subject_sealed",
            _("To show which account of another system is linked"),
            1,
            "sealed",
        ),
    ),
    acts={
        "link": _("Linked an account of another system"),
        "unlink": _("Took the link to another system's account away"),
    },
)
