"""What people decide about topics, as links that outlive every rebuild: these are one, those are two."""

from collections.abc import Iterable, Sequence

from gongjian.lib.topics.model import Links


def merged(links: Links, one: Sequence[int], other: Sequence[int]) -> Links:
    """The messages of both topics are one from now on; what kept them apart is taken back."""
    both = {*one, *other}
    apart = frozenset(pair for pair in links.apart if not both.issuperset(pair))
    return Links(links.together | _chain([*one, *other]), apart)


def split(links: Links, away: Iterable[int], rest: Iterable[int]) -> Links:
    """`away` and `rest` are two topics from now on, each of them whole. ValueError where one is empty or a message is in
    both."""
    left, right = sorted(set(away)), sorted(set(rest))
    if not left or not right or set(left) & set(right):
        raise ValueError(
            "a topic is split into two parts that have no message in common and at least one each"
        )
    sides = ({*left}, {*right})
    kept = frozenset(pair for pair in links.together if not _crosses(pair, sides))
    return Links(kept | _chain(left) | _chain(right), links.apart | {(left[0], right[0])})


def _chain(keys: Iterable[int]) -> frozenset[tuple[int, int]]:
    ordered = sorted(set(keys))
    return frozenset((ordered[0], key) for key in ordered[1:])


def _crosses(pair: tuple[int, int], sides: tuple[set[int], set[int]]) -> bool:
    left, right = sides
    return (pair[0] in left and pair[1] in right) or (pair[0] in right and pair[1] in left)
