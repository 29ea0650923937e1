"""What the module adds to the platform when the product starts."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.notices.kinds import Kind, add_kind

add_kind("resident_word", Kind(_("The resident has added something."), "msg", "go"))
