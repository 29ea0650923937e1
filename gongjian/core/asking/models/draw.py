"""What every draw by a committed seed has in common, whoever or whatever is drawn; a shared part of other models."""

import datetime as dt
import uuid

from django.db import models

from gongjian.core.privacy.sealing import seal, unseal
from gongjian.lib import draws


class Draw(models.Model):
    """A draw announced before anybody can know what it will give. `commitment` is the digest of the seed, told from the first
    moment on; `seed` is told when all is over. `population_digest` is that of the list from which was drawn. Closed when all
    drawn were asked or seen, or called off before the draw. With a span, `until` is the first day after it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    commitment = models.CharField(max_length=64)
    seed_sealed = models.BinaryField(null=True)
    seed = models.CharField(max_length=64, blank=True)
    committed_at = models.DateTimeField()
    committed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    population = models.PositiveIntegerField(default=0)
    population_digest = models.CharField(max_length=64, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    called_off_why = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def is_drawn(self) -> bool:
        """Whether it is known who or what was drawn."""
        return self.drawn_at is not None

    @property
    def is_called_off(self) -> bool:
        """Whether it was ended before the draw."""
        return self.closed_at is not None and self.drawn_at is None

    @property
    def is_finished(self) -> bool:
        """Whether all drawn were asked or seen: from then on the seed is for all to read."""
        return self.closed_at is not None and self.drawn_at is not None

    def commit(self, seed: bytes | None = None) -> None:
        """Make a seed, tell its digest and seal the rest. Saves nothing."""
        seed = seed or draws.new_seed()
        self.commitment = draws.commitment(seed)
        self.seed_sealed = seal(self, "seed", seed.hex())

    def draw(
        self, strata: dict[str, list[str]], size: int, *, by: object, now: dt.datetime
    ) -> dict[str, int]:
        """Draw `size` keys, each stratum giving its share: key → place from 1. Saves nothing."""
        self.seed, self.seed_sealed = unseal(self, "seed"), None
        keys = [key for group in strata.values() for key in group]
        self.population, self.population_digest = len(keys), draws.population_digest(keys)
        self.drawn_at, self.drawn_by = now, by  # type: ignore[assignment]
        drawn = draws.draw_from_strata(bytes.fromhex(self.seed), strata, size)
        return {key: place for place, key in enumerate(drawn, start=1)}

    def told(self, places: dict[str, int]) -> dict[str, list[object]]:
        """What the trail keeps of a draw."""
        return {
            "population": [None, self.population],
            "drawn": [None, len(places)],
            "list": [None, self.population_digest],
        }

    def call_off(self, why: str, *, now: dt.datetime) -> list[str]:
        """End it before the draw; the seed is destroyed. Which columns changed; saves nothing."""
        self.closed_at, self.called_off_why, self.seed_sealed = now, why, None
        return ["closed_at", "called_off_why", "seed_sealed"]


class Drawable(models.Model):
    """One line of a draw's list. `key` names it within the list; `place` is its place in the draw (none: not drawn)."""

    key = models.CharField(max_length=60)
    stratum = models.CharField(max_length=40, blank=True)
    place = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True
