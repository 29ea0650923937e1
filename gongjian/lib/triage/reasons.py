"""Which words of a message speak for a category, for people to read: whole words, never a person's name or a number."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import rjieba

from gongjian.lib.masks.names import COMPOUND, SURNAMES
from gongjian.lib.triage.counting import placed
from gongjian.lib.triage.spans import Joined
from gongjian.lib.triage.texts import Plain

if TYPE_CHECKING:
    from gongjian.lib.triage.model import Model

MOST_WORDS = 5
LONGEST_PHRASE, LONGEST_NAME = 8, 4
WEAKEST = 0.2  # of the strongest word's strength: what says less is left out

# Kinds of words that say nothing to a reader, in the tagger's letters: pronouns, numbers, particles …
_MUTE = ("r", "m", "q", "u", "p", "c", "y", "e", "o", "d", "x", "f", "t")
_EMPTY = re.compile(
    "领导|您好|你好|尊敬|谢谢|感谢|希望|请问|问题|反映|投诉|咨询|建议|求助|相关|有关|部门|政府|市民|群众|居民|百姓|老百姓|解决|"
    "处理|答复|回复|情况|进行|没有|就是|可以|应该|需要|知道|先生|女士|书记|市长|区长|县长|局长|主任|同志|关于|现在|时候"
)


_NAMED = re.compile("(?:我叫|名叫|姓名|联系人) ?([^ ]{2,4})")


class _Word(NamedTuple):
    start: int
    end: int
    strength: float


def telling(model: "Model", message: Plain, categories: Sequence[int]) -> list[tuple[str, ...]]:
    """For each of the model's categories named by number, at most `MOST_WORDS` words or short phrases of the message."""
    if not message.text:
        return [() for _category in categories]
    shares = _by_character(model, message, categories)
    words = _readable(message.text)
    return [_strongest(message.text, words, shares[:, n]) for n in range(len(categories))]


def _by_character(model: "Model", message: Plain, categories: Sequence[int]) -> npt.NDArray[np.float64]:
    """Characters × categories: each feature's part in the score, divided evenly among its stretches and their characters."""
    found = placed(Joined([message]))
    start, end = (np.concatenate([getattr(one.spans, side) for one in found]) for side in ("start", "end"))
    column = np.concatenate([one.column for one in found])
    place = np.searchsorted(model.weighing.columns, column)
    place = np.minimum(place, max(0, len(model.weighing.columns) - 1))
    known = (
        model.weighing.columns[place] == column
        if len(model.weighing.columns)
        else np.zeros(len(column), bool)
    )
    start, end, place = start[known], end[known], place[known]
    parts = _parts(model, place, categories) / (end - start)[:, None]
    changes = np.zeros((len(message.text) + 2, len(categories)))
    np.add.at(changes, start, parts)
    np.add.at(changes, end, -parts)
    return np.cumsum(changes, axis=0)


def _parts(
    model: "Model", place: npt.NDArray[np.int64], categories: Sequence[int]
) -> npt.NDArray[np.float64]:
    """Stretches × categories: rarity × how much more the feature speaks for the category than for all on average."""
    times = np.bincount(place, minlength=1)[place]
    weight = model.weighing.rarity[place] * (1 + np.log(times)) / times
    rows = model.table[place]
    ahead = rows[:, list(categories)] - rows.mean(axis=1, keepdims=True)
    return np.asarray(ahead * weight[:, None], dtype=np.float64)


def _readable(text: str) -> list[tuple[int, int]]:
    """Places of words that say something; neighbours of one character are left to phrases of others."""
    named = {n for name in _NAMED.finditer(text) for n in range(*name.span(1))}
    found, place = [], 0
    for word, kind in rjieba.tag(text):
        end = place + len(word)
        person = (
            kind.startswith("nr")
            and (word[0] in SURNAMES or word[:2] in COMPOUND)
            and len(word) <= LONGEST_NAME
        )
        silent = person or kind.startswith(_MUTE) or _EMPTY.fullmatch(word) or "0" in word or word.isascii()
        if not silent and len(word) > 1 and place not in named:
            found.append((place, end))
        place = end
    return found


def _strongest(text: str, words: list[tuple[int, int]], shares: npt.NDArray[np.float64]) -> tuple[str, ...]:
    sums = np.concatenate(([0.0], np.cumsum(shares)))
    scored = [_Word(start, end, float(sums[end] - sums[start])) for start, end in words]
    most = max((word.strength for word in scored), default=0.0)
    if most <= 0:
        return ()
    strong = _joined([word for word in scored if word.strength >= WEAKEST * most])
    total: dict[str, float] = {}
    for word in strong:
        said = text[word.start : word.end]
        total[said] = max(total.get(said, 0.0), word.strength)
    best = sorted(total, key=lambda said: -total[said])
    return tuple(
        said for n, said in enumerate(best) if not any(said in other or other in said for other in best[:n])
    )[:MOST_WORDS]


def _joined(words: list[_Word]) -> list[_Word]:
    """Strong words that follow one another as one phrase, as long as it is short."""
    found: list[_Word] = []
    for word in words:
        last = found[-1] if found else None
        if last and last.end == word.start and word.end - last.start <= LONGEST_PHRASE:
            found[-1] = _Word(last.start, word.end, last.strength + word.strength)
        else:
            found.append(word)
    return found
