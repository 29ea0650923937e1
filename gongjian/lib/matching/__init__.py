"""Matching needs with resources: who can serve whom, how well and why, and the best plan for all within capacities.

`ranked` looks at one need and says of every resource why it fits or why not. `candidates` does the same for hundreds of
thousands at once, as arrays. `best_plan` chooses among the candidates. Pure; numpy, scipy and OR-Tools are loaded by the
last two only, so that nothing but a background task carries them.
"""

from gongjian.lib.matching.model import Ask, Offer, Rules, Window
from gongjian.lib.matching.ranking import Ranked, Ranking, ranked
from gongjian.lib.matching.ruling import Ruled, why_not

__all__ = ["Ask", "Offer", "Ranked", "Ranking", "Ruled", "Rules", "Window", "ranked", "why_not"]
