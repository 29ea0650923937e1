import os
import stat
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import models

from gongjian.core.privacy import blind, seal, unseal
from gongjian.core.privacy.keys import add_field_key, newest_number
from gongjian.core.privacy.provider import CannotUnseal
from gongjian.core.privacy.sealing import key_number

PHONE = "13812345678"


class Complaint(models.Model):
    """A row with sealed columns, never stored."""

    uid = models.UUIDField(default=uuid4)
    phone_sealed = models.BinaryField(null=True)
    name_sealed = models.BinaryField(null=True)

    class Meta:
        app_label = "privacy"
        managed = False


@pytest.fixture(autouse=True)
def keys(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.KEYS = tmp_path / "keys"
    return settings.KEYS


def complaint(phone: str = PHONE) -> Complaint:
    row = Complaint()
    row.phone_sealed = seal(row, "phone", phone)
    return row


def test_a_sealed_number_is_read_back_and_does_not_show() -> None:
    row = complaint()
    assert PHONE.encode() not in row.phone_sealed
    assert unseal(row, "phone") == unseal(row, "phone_sealed") == PHONE
    assert complaint().phone_sealed != row.phone_sealed


def test_nothing_stays_nothing() -> None:
    row = complaint("")
    assert row.phone_sealed is None
    assert unseal(row, "phone") == ""


def test_a_database_view_of_the_bytes_is_read_as_well() -> None:
    row = complaint("𠮷䶮" * 500)
    row.phone_sealed = memoryview(row.phone_sealed)
    assert unseal(row, "phone") == "𠮷䶮" * 500


def test_a_value_put_into_another_row_or_column_does_not_open() -> None:
    row, other = complaint(), complaint()
    other.phone_sealed = row.phone_sealed
    row.name_sealed = row.phone_sealed
    with pytest.raises(CannotUnseal):
        unseal(other, "phone")
    with pytest.raises(CannotUnseal):
        unseal(row, "name")


@pytest.mark.parametrize("place", [0, 1, 2, 3, 10, 20, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    row = complaint()
    changed = bytearray(row.phone_sealed)
    changed[place] ^= 1
    row.phone_sealed = bytes(changed)
    with pytest.raises(CannotUnseal):
        unseal(row, "phone")


@pytest.mark.parametrize("length", [1, 2, 3, 4, 14, 15, 20])
def test_a_value_cut_short_is_noticed(length: int) -> None:
    row = complaint()
    row.phone_sealed = row.phone_sealed[:length]
    with pytest.raises(CannotUnseal):
        unseal(row, "phone")


def test_key_files_are_the_owners_alone(keys: Path) -> None:
    complaint()
    blind(PHONE, "reporter")
    assert sorted(path.name for path in keys.iterdir()) == ["blind.key", "field-0001.key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}


def test_a_new_key_seals_from_now_on_and_older_values_still_open(keys: Path) -> None:
    old = complaint()
    assert add_field_key() == newest_number() == 2
    new = complaint()
    assert (key_number(old.phone_sealed), key_number(new.phone_sealed)) == (1, 2)
    assert unseal(old, "phone") == unseal(new, "phone") == PHONE
    (keys / "field-0001.key").unlink()
    with pytest.raises(CannotUnseal, match="field-0001"):
        unseal(old, "phone")


def test_the_blind_index_finds_the_same_value_for_the_same_purpose_only(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    index = blind(PHONE, "reporter")
    assert index == blind(PHONE, "reporter") == blind("１３８１２３４５６７８", "reporter")
    assert len(index) == 64
    assert index not in (blind("13812345679", "reporter"), blind(PHONE, "volunteer"))
    assert blind("", "reporter") == ""
    settings.KEYS = tmp_path / "other"
    assert blind(PHONE, "reporter") != index


def test_eight_processes_that_start_together_agree_on_the_keys(keys: Path) -> None:
    work = (
        "import django, sys; django.setup();"
        "from gongjian.core.privacy import blind; from gongjian.core.privacy.keys import field_key, newest_number;"
        "sys.stdin.readline(); print(blind('1', 'x'), field_key(newest_number()).hex())"
    )
    env = os.environ | {
        "GONGJIAN_HOME": str(keys.parent),
        "DJANGO_SETTINGS_MODULE": "gongjian.config.settings",
    }
    env.pop("GONGJIAN_TEST_HOME", None)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", work], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True
        )
        for _n in range(8)
    ]
    for process in started:
        process.stdin.write("\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
    told = {process.communicate(timeout=60)[0] for process in started}
    assert len(told) == 1
    assert len(told.pop().split()) == 2
