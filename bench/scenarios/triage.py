"""Categories proposed for the real decided messages: the means of five folds for three seeds, and what learning, keeping and
proposing cost. Does nothing where the real data is absent. The number of rows does not matter."""

import csv
import os
import statistics
from pathlib import Path

from bench.scenario import Bench
from gongjian.lib.triage import evaluate, from_bytes, to_bytes, train

ROOT = Path(__file__).resolve().parents[2]
SEEDS = (1, 2, 3)


def run(bench: Bench) -> None:
    """One core; figures of the folds stand in the line's note."""
    rows = _rows()
    if not rows:
        return
    reached = []
    for seed in SEEDS:
        with bench.timed(f"five folds of {len(rows):,} messages, seed {seed}") as line:
            report = evaluate(rows, folds=5, seed=seed)
            reached.append(report.macro_f1)
            line.note = (
                f"macro-F1 {report.macro_f1:.4f} ({min(report.fold_f1):.3f} to {max(report.fold_f1):.3f}), accuracy "
                f"{report.accuracy:.4f}, among three {report.top_3:.4f}, confidence off by {report.calibration_error:.3f}"
            )
    with bench.timed(f"learning from {len(rows):,} messages") as line:
        model = train(rows)
        line.note = f"mean macro-F1 of {len(SEEDS)} seeds {statistics.mean(reached):.4f}"
    with bench.timed("keeping and reading the model") as line:
        data = to_bytes(model)
        model = from_bytes(data)
        line.note = f"{len(data) / 1e6:.1f} MB"
    pairs = [(title, text) for _category, title, text in rows]
    with bench.timed(f"proposing for {len(pairs):,} messages at once"):
        model.propose_many(pairs)
    bench.sample("proposing for one message, with its words", lambda: model.propose(*pairs[0]))


def _rows() -> list[tuple[str, str, str]]:
    folder = Path(os.environ.get("GONGJIAN_TEST_DATA") or ROOT.parent / "shared/data")
    path = folder / "messages/labelled.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(row["category"], row["title"], row["text"]) for row in csv.DictReader(file)]
