"""What somebody sees who learns categories from a file, or measures them, at the console."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.utils import timezone

from gongjian.cli.command import run
from gongjian.lib.triage import load
from gongjian.lib.triage.tests.invented import messages
from gongjian.modules.reports.actions import save_category
from gongjian.modules.reports.models import TriageModel
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGJIAN_LANGUAGE", "en")


def written(path: Path, heading: list[str], rows: list[list[str]], *, encoding: str = "utf-8") -> str:
    """The file's name, once it is written."""
    text = io.StringIO()
    csv.writer(text).writerows([heading, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return str(path)


def decided(number: int = 90) -> list[list[str]]:
    return [list(row) for row in messages(number)]


def test_a_file_is_measured_for_a_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "a.csv", ["category", "title", "text"], decided())
    assert run(["triage", "evaluate", file, "--json", "--folds", "3", "--seed", "2"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["macro_f1"] > 0.8 and told["accuracy"] > 0.8
    assert len(told["folds"]) == 3 and len(told["categories"]) == 3


def test_a_file_is_measured_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "a.csv", ["category", "title", "text"], decided())
    assert run(["triage", "evaluate", file]) == 0
    told = capsys.readouterr().out
    assert "0.9" in told and "停车与道路" in told


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_other_encodings_orders_and_more_columns_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    rows = [[text, "2026-01-05", kind, title, "7"] for kind, title, text in decided()]
    heading = ["text", "time", " Category ", "title", "likes"]
    file = written(tmp_path / "a.csv", heading, rows, encoding=encoding)
    assert run(["triage", "evaluate", file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 90


def test_what_was_learnt_is_kept_and_proposes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, model = written(tmp_path / "a.csv", ["category", "title", "text"], decided()), tmp_path / "m.npz"
    assert run(["triage", "train", "--file", file, "--out", str(model)]) == 0
    assert "90" in capsys.readouterr().out
    assert load(model).propose("", "幼儿园收费太高")[0].category == "学校教育"


def test_a_missing_column_is_answered_with_the_columns_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "a.csv", ["kind", "title", "text"], decided())
    assert run(["triage", "evaluate", file]) == 1
    told = capsys.readouterr().err
    assert "category" in told and "kind, title, text" in told


def test_rows_that_cannot_be_used_are_told_by_their_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["", "", ""], ["", "路灯", "不亮"], *decided(), ["学校教育", "", " "], ["停车与道路"]]
    file = written(tmp_path / "a.csv", ["category", "title", "text"], rows)
    assert run(["triage", "evaluate", file, "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["rows"] == 90
    assert "rows 3." in told.err and "rows 94, 95." in told.err


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "columns found are: none"),
        ("category,title,text\n", "at least two categories"),
        ("category,title,text\n甲,乙,丙\n", "at least two categories"),
        ('category,title,text\n甲,乙,丙\n甲,乙,"丙\n', "Row 3 begins a quotation"),
        ("category,title,text\n甲,,路灯不亮了三天\n乙,,幼儿园收费太高\n", "between 2 and 2"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: str, said: str
) -> None:
    (tmp_path / "a.csv").write_text(data, encoding="utf-8")
    assert run(["triage", "evaluate", str(tmp_path / "a.csv")]) == 1
    told = capsys.readouterr().err
    assert said in told and len(told.strip().splitlines()) == 1


def test_quotes_inside_cells_that_were_not_doubled_are_read(tmp_path: Path) -> None:
    lines = [f'{kind},"{title}",说"好"的事：{text}' for kind, title, text in messages(60)]
    lines += ['学校教育,"老师"说,孩子转学']
    (tmp_path / "a.csv").write_text("\n".join(["category,title,text", *lines]), encoding="utf-8")
    assert run(["triage", "evaluate", str(tmp_path / "a.csv"), "--json"]) == 0


@pytest.mark.django_db
def test_without_a_file_each_offices_own_ledger_teaches(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    now = timezone.now()
    for code, name in (("lamps", "路灯"), ("roads", "道路")):
        save_category(office=cast.office, code=code, name=name, actor=None, now=now)
    assert run(["triage", "train"]) == 0
    assert cast.office.short_name in capsys.readouterr().out
    assert TriageModel.objects.get(office=cast.office).version == 1
