"""A file lies whole in its place or not at all."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gongjian.core.files import store


def test_a_file_that_several_write_at_once_is_that_of_one_of_them(tmp_path: Path) -> None:
    file, words = tmp_path / "month/2026-03.csv", [b"a" * 4000, b"b" * 4000]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda turn: store.write(file, words[turn % 2]), range(200)))
    assert file.read_bytes() in words
    assert list(file.parent.iterdir()) == [file], "nothing half written stays"
