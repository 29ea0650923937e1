"""The face of the product: frames, fragments, template tags, error pages, looks (theme, type size, language)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "gongjian.web"
    label = "web"
    verbose_name = _("Pages")
