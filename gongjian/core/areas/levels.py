"""Which level may lie under which, and how many digits its official code has."""

from gongjian.core.areas.models import Area, Level

PARENTS: dict[str, tuple[str, ...]] = {
    Level.CITY: (),
    Level.DISTRICT: (Level.CITY,),
    Level.SUBDISTRICT: (Level.DISTRICT,),
    Level.SECTOR: (Level.SUBDISTRICT,),
    Level.COMMUNITY: (Level.SUBDISTRICT, Level.SECTOR),
    Level.GRID: (Level.COMMUNITY, Level.ESTATE),
    Level.ESTATE: (Level.COMMUNITY, Level.GRID),
    Level.BUILDING: (Level.COMMUNITY, Level.GRID, Level.ESTATE),
    Level.ENTRANCE: (Level.BUILDING,),
    Level.HOUSEHOLD: (Level.BUILDING, Level.ENTRANCE),
}
DIGITS: dict[str, int] = {Level.CITY: 4, Level.DISTRICT: 6, Level.SUBDISTRICT: 9, Level.COMMUNITY: 12}
LEVEL_OF_DIGITS: dict[int, str] = {digits: level for level, digits in DIGITS.items()}


def levels_below(level: str) -> list[Level]:
    """The levels that may lie directly under this one, from large to small."""
    return [Level(below) for below, above in PARENTS.items() if level in above]


def fits(level: str, *, parent: Area | None) -> bool:
    """Whether an area of this level may lie under the parent (None: at the top), with no level twice on the way up.

    A grid may lie in an estate and an estate in a grid, but never a grid in an estate in a grid.
    """
    if parent is None:
        return not PARENTS[level]
    if parent.level not in PARENTS[level]:
        return False
    return not Area.objects.ancestors_of(parent).filter(level=level).exists()
