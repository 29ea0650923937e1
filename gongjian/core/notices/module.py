"""What notices tell the platform about themselves."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import Job, MenuEntry, Module, Permission, PersonalField
from gongjian.core.notices.digests import make_digests
from gongjian.core.notices.sending import send_due
from gongjian.core.notices.tidying import tidy
from gongjian.core.notices.urgent import tell_of_urgent
from gongjian.core.people.roles import Role

ROBOT_KEY = _("To call the office's group robot; it is a key, not a person's datum")

MODULE = Module(
    slug="notices",
    label=_("Notices"),
    permissions=(
        Permission(
            "notices.manage", _("Set up robots, see which messages were not delivered"), (Role.ADMINISTRATOR,)
        ),
    ),
    menu=(
        MenuEntry(_("Notices"), "notices:list", "bell", _("My work"), order=15),
        MenuEntry(_("Messages"), "notices:sending", "send", _("Office"), "notices.manage", order=950),
    ),
    jobs=(
        Job("notices.send", _("Send letters and call robots"), 5, send_due, lane="notices"),
        Job("notices.digest", _("Write daily and weekly summaries"), 300, make_digests),
        Job("notices.urgent", _("Tell robots of new urgent matters"), 60, tell_of_urgent),
        Job("notices.tidy", _("Forget old messages"), 86_400, tidy),
    ),
    personal_fields=(
        PersonalField(
            "notices.Preference", "address_sealed", _("To write to her by e-mail, as she chose"), 1, "sealed"
        ),
        PersonalField("notices.Robot", "address_sealed", ROBOT_KEY, 1, "sealed"),
        PersonalField("notices.Robot", "secret_sealed", ROBOT_KEY, 1, "sealed"),
    ),
    acts={
        "set_address": _("Entered an e-mail address"),
        "confirm_address": _("Confirmed an e-mail address"),
        "remove_address": _("Removed an e-mail address"),
        "set_choices": _("Changed notice settings"),
        "add_robot": _("Added a robot"),
        "change_robot": _("Changed a robot"),
        "switch_robot": _("Switched a robot on or off"),
        "remove_robot": _("Removed a robot"),
        "try_robot": _("Sent a test message by a robot"),
        "send_again": _("Had a message sent again"),
    },
    unaudited_models={
        "notices.notice": "what the product tells a person about a write that is in the trail itself",
        "notices.delivery": "the outbox: it tells of writes that are in the trail themselves",
    },
    seeds="gongjian.core.notices.seeds",
)
