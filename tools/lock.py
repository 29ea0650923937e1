"""Computes the locked versions anew: requirements/*.in → *.txt, with hashes and without any index's address."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLAGS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--no-annotate",
]


def main() -> int:
    """uv comes into a throw-away environment; base first, since dev is constrained by it."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        subprocess.run([f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "uv"], check=True)
        for name in ("base", "dev", "node"):
            command = [
                f"{folder}/bin/uv",
                "pip",
                "compile",
                "--quiet",
                *FLAGS,
                *sys.argv[1:],
                f"{name}.in",
                "-o",
                f"{name}.txt",
            ]
            subprocess.run(command, check=True, cwd=ROOT / "requirements")
    return 0


if __name__ == "__main__":
    sys.exit(main())
