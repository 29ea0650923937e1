"""A sealer that is killed outright, again and again, leaves no half-made chain."""

import datetime as dt
import random
import time

import pytest
from django.conf import settings

from gongjian.core.trail.models import Seal, TrailRow, Unsealed
from gongjian.core.trail.sealer import seal_pending
from gongjian.core.trail.verifier import verify
from tests.cast import Cast
from tests.children import child

from .conftest import NOW, Writer

SEAL_FOR_EVER = """
import datetime as dt, os, django
django.setup()
from django.conf import settings
settings.HOME = os.environ["ANCHORS_HOME"]
from gongjian.core.trail.sealer import seal_office
office = int(os.environ["OFFICE"])
print("ready", flush=True)
while True:
    seal_office(office, now=dt.datetime.now(dt.UTC), limit=1)
"""
KILLS = 8


@pytest.mark.django_db(transaction=True)
def test_a_sealer_killed_at_any_instant_leaves_a_whole_chain(cast: Cast, write: Writer) -> None:
    rng = random.Random(5)
    write(400)
    for _kill in range(KILLS):
        with child(SEAL_FOR_EVER, OFFICE=str(cast.office.pk), ANCHORS_HOME=str(settings.HOME)):
            time.sleep(rng.uniform(0.0, 0.08))
        assert Seal.objects.count() + Unsealed.objects.count() == TrailRow.objects.count() == 400
        assert verify(now=dt.datetime.now(dt.UTC)).flaw is None
    assert Seal.objects.exists()
    seal_pending(NOW)
    assert Seal.objects.count() == 400
    assert verify(now=NOW).flaw is None
