"""Set-up of a checkout: .venv, locked dependencies, built pages, compiled texts. A second run does nothing.

Runs on the machine's own Python with nothing installed. Each step leaves a stamp in .venv/stamps holding a digest of
what it was made from, and is skipped while the digest still fits, so that later runs need no network.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
PYTHON = VENV / "bin" / "python"
BUILT = ROOT / "gongjian/web/static/build"
FONTS = ROOT / "gongjian/core/papers/fonts"
PIP = ["-m", "pip", "--disable-pip-version-check", "--quiet"]


class Stop(Exception):
    """Set-up cannot go on; the message says what is missing and how to get it."""


def say(text: str) -> None:
    print(text, flush=True)


def digest(*parts: str | Path) -> str:
    """One digest over texts and the contents of files and folders."""
    total = hashlib.sha256()
    for part in parts:
        for piece in _pieces(part):
            total.update(hashlib.sha256(piece).digest())
    return total.hexdigest()


def _pieces(part: str | Path) -> Iterable[bytes]:
    if isinstance(part, str):
        yield part.encode()
    elif part.is_dir():
        for path in sorted(found for found in part.rglob("*") if found.is_file()):
            yield str(path.relative_to(ROOT)).encode()
            yield path.read_bytes()
    else:
        yield part.read_bytes()


def done(step: str, wanted: str) -> bool:
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text() == wanted


def mark(step: str, wanted: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).write_text(wanted)


def run(*command: str | Path, what: str, env: dict[str, str] | None = None) -> None:
    """Run a command in the project's folder; its failure stops the set-up in words."""
    try:
        subprocess.run([str(word) for word in command], cwd=ROOT, check=True, env=env)
    except (subprocess.CalledProcessError, OSError) as error:
        raise Stop(f"{what} failed: {error}") from error


def make_venv(target: Path) -> None:
    """Make a virtual environment, anew when it was made by another Python or copied from another folder."""
    wanted = digest(str(target), sys.version)
    stamp = target / "stamps" / "venv"
    if (target / "bin/python").exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    try:
        import ensurepip  # noqa: F401
    except ImportError as error:
        raise Stop(
            "Python's venv is not installed. On Debian or Ubuntu: apt install python3-venv; then run this again."
        ) from error
    say(f"Making {target.relative_to(ROOT)} with Python {sys.version.split()[0]}")
    run(sys.executable, "-m", "venv", "--clear", target, what="Making the virtual environment")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)


def install(step: str, *locks: str) -> None:
    """Install what the lock files name, each download checked against its hash."""
    files = [ROOT / "requirements" / lock for lock in locks]
    wanted = digest(*files)
    if done(step, wanted):
        return
    say(f"Installing {' and '.join(f'requirements/{lock}' for lock in locks)} (only the first time)")
    named = [word for file in files for word in ("-r", str(file))]
    run(PYTHON, *PIP, "install", "--require-hashes", *named, what="Installing the dependencies")
    mark(step, wanted)


def install_project() -> None:
    wanted = digest(ROOT / "pyproject.toml")
    if not done("project", wanted):
        run(
            PYTHON,
            *PIP,
            "install",
            "--no-deps",
            "--no-build-isolation",
            "-e",
            ".",
            what="Installing gongjian",
        )
        mark("project", wanted)


def node_folder() -> Path | None:
    """Where node and npm are: None for the machine's own (18 or newer), else a folder that we fill."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        major = answer.strip().lstrip("v").split(".")[0]
        if major.isdigit() and int(major) >= 18:
            return None
    home = VENV / "node"
    make_venv(home)
    lock = ROOT / "requirements/node.txt"
    if not done("node", digest(lock)):
        say("Installing Node from the Python package index (only the first time)")
        run(home / "bin/python", *PIP, "install", "--require-hashes", "-r", lock, what="Installing Node")
        mark("node", digest(lock))
    return home / "bin"


def build_pages() -> None:
    """Bundle the styles and scripts, when their sources or tools changed."""
    packages = [ROOT / "package.json", ROOT / "package-lock.json"]
    sources = digest(*packages, ROOT / "frontend")
    if done("pages", sources) and BUILT.exists() and FONTS.exists():
        return
    folder = node_folder()
    env = dict(os.environ)
    if folder:
        env["PATH"] = f"{folder}{os.pathsep}{env['PATH']}"
    wanted = digest(*packages)
    if not done("npm", wanted) or not (ROOT / "node_modules").exists():
        say("Installing the pages' build tools (only the first time)")
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        run("npm", "ci", *quiet, what="npm ci", env=env)
        mark("npm", wanted)
    say("Building styles and scripts")
    run("node", "frontend/build.mjs", what="Building the pages", env=env)
    mark("pages", sources)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--dev", action="store_true", help="also what checks and tests need")
    chosen = parser.parse_args(arguments)
    try:
        make_venv(VENV)
        install("base", "base.txt")
        if chosen.dev:
            install("dev", "base.txt", "dev.txt")
        install_project()
        build_pages()
        run(PYTHON, "tools/compile_messages.py", what="Compiling the translations")
    except Stop as stop:
        sys.stderr.write(f"{stop}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
