"""Hot topics, the same matter at the same place told by many; near copies among a million texts; what was told before.

`finding.topics` finds them in a heap of messages and `finding.hottest` lists the first ten, `index.Index` lets further
messages join, `merged` and `split` keep what people decide. `copies.near_duplicates` groups copies, `likely.likely_same` looks
at a half-written text. Pure; numpy is loaded by the latter two, scipy and sparse_dot_topn by the former only, so that a web
page carries none of it.
"""

from gongjian.lib.topics.deciding import merged, split
from gongjian.lib.topics.model import Links, Message, Rules, Topic, Trend

__all__ = ["Links", "Message", "Rules", "Topic", "Trend", "merged", "split"]
