"""Where a report's dot is drawn on the public map: in its community, but never where it really is."""

import math
from hashlib import sha256

from gongjian.core.areas.models import Area

SPREAD = 0.0012  # degrees, about 120 m: dots of one community lie beside each other


def spot_of(area: Area, *, key: str) -> tuple[float, float]:
    """Latitude and longitude near the area's own middle, always the same for the same key."""
    number = int.from_bytes(sha256(key.encode()).digest()[:8], "big")
    angle = (number % 3600) / 3600 * 2 * math.pi
    distance = SPREAD * math.sqrt((number // 3600 % 1000) / 1000)
    return round((area.lat or 0) + distance * math.sin(angle), 5), round(
        (area.lon or 0) + distance * math.cos(angle) * 1.2, 5
    )
