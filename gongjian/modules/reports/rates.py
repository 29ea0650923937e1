"""How often the public pages take something from one address."""

import datetime as dt

from gongjian.core.people.buckets import Rate

REPORTS = Rate("report", 20, dt.timedelta(hours=1))
DRAFTS = Rate("report-draft", 60, dt.timedelta(hours=1))
LOOK_UPS = Rate("report-number", 60, dt.timedelta(minutes=30))
VOICES = Rate("report-voice", 30, dt.timedelta(hours=1))
LIKELY = Rate("report-likely", 240, dt.timedelta(hours=1))
