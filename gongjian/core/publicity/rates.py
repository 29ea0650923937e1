"""How often one address may object."""

import datetime as dt

from gongjian.core.people.buckets import Rate

OBJECTIONS = Rate("objection", 10, dt.timedelta(hours=1))
