"""Tags of the report pages."""

from django import template

from gongjian.core.files.links import address
from gongjian.core.files.models import Attachment

register = template.Library()


@register.simple_tag
def shared_picture(picture: Attachment, width: int | None = None) -> str:
    """The address of a picture for whoever holds the private link: good for a day."""
    return address(picture, width=width, by_link=True)
