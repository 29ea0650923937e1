"""Hot topics, the same matter at the same place told by many; near copies among a million texts; what was told before.

`topics` finds them in a heap of messages, `Index` lets further ones join, `merged` and `split` keep what people decide,
`near_duplicates` groups copies, `likely_same` looks at a half-written text. Pure; numpy, scipy and sparse_dot_topn are
loaded by it.
"""

from gongjian.lib.topics.copies import near_duplicates
from gongjian.lib.topics.deciding import merged, split
from gongjian.lib.topics.finding import topics
from gongjian.lib.topics.index import Index
from gongjian.lib.topics.likely import Likely, likely_same
from gongjian.lib.topics.model import Links, Message, Rules, Topic, Trend

__all__ = [
    "Index", "Likely", "Links", "Message", "Rules", "Topic", "Trend", "likely_same", "merged", "near_duplicates", "split",
    "topics",
]  # fmt: skip
