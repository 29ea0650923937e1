"""The face of the product: frames, fragments, tags, looks, and the words in which every form says what is wrong."""

from django.apps import AppConfig
from django.core import validators
from django.forms import ChoiceField, DateField, Field, FloatField, IntegerField, ModelChoiceField
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "gongjian.web"
    label = "web"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """What is missing, too long or not in the list is told in the words of the office, on every form."""
        Field.default_error_messages["required"] = _("Please fill this in.")
        for field in (ChoiceField, ModelChoiceField):
            field.default_error_messages["invalid_choice"] = _("Choose one from the list.")
        for number in (IntegerField, FloatField):
            number.default_error_messages["invalid"] = _("Type a number.")
        DateField.default_error_messages["invalid"] = _("Type a day like 2026-03-05.")
        validators.MaxLengthValidator.message = _(
            "Too long: at most %(limit_value)d characters, and it has %(show_value)d."
        )
        validators.MinValueValidator.message = _("At least %(limit_value)s.")
        validators.MaxValueValidator.message = _("At most %(limit_value)s.")
