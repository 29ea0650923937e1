"""What fields of an office's own bring to the platform."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.fields.ledgers import FIELDS
from gongjian.core.manifest import MenuEntry, Module, Permission

FILLERS = ("secretary", "department_head", "dispatcher", "community_clerk", "grid_worker", "checker")

MODULE = Module(
    slug="fields",
    label=_("Own fields"),
    api="gongjian.core.fields.api.router",
    permissions=(
        Permission(
            "fields.set_up", _("Make and retire the office's own fields"), ("secretary", "department_head")
        ),
        Permission("fields.fill", _("Fill in the office's own fields"), FILLERS),
    ),
    menu=(MenuEntry(_("Own fields"), "fields:list", "cols", _("Office"), "fields.set_up", order=925),),
    ledgers=(FIELDS,),
    acts={
        "make_field": _("Made a field"),
        "change_field": _("Changed a field"),
        "retire_field": _("Retired a field"),
        "bring_back_field": _("Brought a field back"),
        "set_choices": _("Changed a field's choices"),
    },
)
