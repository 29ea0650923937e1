"""Somebody who is no expert follows docs/ops/backup.md line by line, and the office is back."""

import re
import shlex
import time
from pathlib import Path

import pytest

from gongjian.core.backup.tests.conftest import PHONE, ROOT, NewOffice, Office

PAGES = {
    "backup.md": ("Setting it up, once", "The machine is gone"),
    "backup.zh-CN.md": ("第一次设置", "机器没了"),
}
MINUTES = 30


def commands_under(page: str, heading: str) -> list[list[str]]:
    """What is to be typed below a heading of a page."""
    section = (
        (ROOT / "docs/ops" / page).read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    )
    blocks = re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines() if line.strip()]


def meant(words: list[str], names: dict[str, Path]) -> list[str]:
    """The page's examples of files and folders, as they are called here."""
    return [next((str(here) for told, here in names.items() if told in word), word) for word in words]


@pytest.mark.parametrize("page", PAGES)
def test_the_page_leads_from_setting_up_over_the_loss_of_the_machine_back_to_work(
    page: str, office: Office, new_office: NewOffice, tmp_path: Path
) -> None:
    began = time.monotonic()
    setting_up, loss = PAGES[page]
    said = {}
    for words in commands_under(page, setting_up):
        code = None if words[0] == "doctor" else 0
        said[" ".join(words[:2])] = office.type(
            *meant(words, {"/media/key-stick": tmp_path / "stick"}), code=code
        )
    [passphrase] = re.findall(r"^Passphrase: (\S+)$", said["backup --keys"], re.MULTILINE)
    assert "The drill went well" in said["backup drill"]
    assert "same disk" in said["doctor backup"], "what is left to do is told"

    there = new_office("bought yesterday")
    [keys], [backup] = (tmp_path / "stick").glob("*.gjkeys"), office.backups()
    names = {".gjbackup": backup, ".gjkeys": keys}
    rescue = [words for words in commands_under(page, loss) if words[0] != "serve"]
    assert [words[0] for words in rescue] == ["backup", "restore", "doctor"]
    for words in rescue:
        code = None if words[0] == "doctor" else 0
        told = there.type(*meant(words, names), said=f"{passphrase}\n", code=code)
        assert "Traceback" not in told
    assert "✗ trail" not in told and "✗ database" not in told and "✗ keys" not in told
    assert there.ask("unseal(Report.objects.order_by('pk').first(), 'reporter_phone')") == PHONE
    assert time.monotonic() - began < MINUTES * 60
