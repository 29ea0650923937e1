"""What links tell modules."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongjian.core.links.models import Link


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """A link was tied, or taken off again (`link.ended_at`)."""

    link: "Link"
