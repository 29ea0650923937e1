"""The face of the product: frames, fragments, template tags, error pages, looks (theme, type size, language)."""

from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "gongjian.web"
    label = "web"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """An empty field is asked for in the words of the office, on every form."""
        Field.default_error_messages["required"] = _("Please fill this in.")
