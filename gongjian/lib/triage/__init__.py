"""Proposes a category for a citizen's message, with the words that speak for it; a person decides.

`train` learns from decided messages, `from_words` knows only the category tree's own words, `evaluate` says how good
proposals are on messages not seen, `save` and `load` keep a model. Pure; numpy, scipy and a word cutter (rjieba).
"""

from gongjian.lib.triage.cold import Node, from_words
from gongjian.lib.triage.measuring import CategoryFigures, Reliability, Trial, as_json, evaluate
from gongjian.lib.triage.model import CategoryProposal, Model
from gongjian.lib.triage.repeats import near_repeats
from gongjian.lib.triage.storing import from_bytes, load, save, to_bytes
from gongjian.lib.triage.training import train

__all__ = [
    "CategoryFigures",
    "CategoryProposal",
    "Model",
    "Node",
    "Reliability",
    "Trial",
    "as_json",
    "evaluate",
    "from_bytes",
    "from_words",
    "load",
    "near_repeats",
    "save",
    "to_bytes",
    "train",
]
