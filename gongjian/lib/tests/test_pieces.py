"""What is written in any lengths comes out in pieces, the last one told from the others."""

import pytest

from gongjian.lib.pieces import PieceWriter


class Told(PieceWriter):
    def __init__(self) -> None:
        super().__init__(size=4)
        self.pieces: list[tuple[int, bytes, bool]] = []

    def put(self, data: bytes, *, last: bool) -> None:
        self.pieces.append((self.place, data, last))


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ([], [(0, b"", True)]),
        ([b"abcd"], [(0, b"abcd", True)]),
        ([b"abcde"], [(0, b"abcd", False), (1, b"e", True)]),
        ([b"a", b"bcdefgh", b"i"], [(0, b"abcd", False), (1, b"efgh", False), (2, b"i", True)]),
    ],
)
def test_pieces_follow_the_size_and_not_the_writes(
    written: list[bytes], pieces: list[tuple[int, bytes, bool]]
) -> None:
    told = Told()
    for data in written:
        told.write(data)
    told.close()
    assert told.pieces == pieces
