"""What Open311 GeoReport v2 sends over the line: writing answers and reading those of others, in JSON and in XML."""

from gongjian.lib.georeport.moments import read_moment, write_moment
from gongjian.lib.georeport.reading import TheirQuestion, Unreadable, error_in, questions_in, rows_in
from gongjian.lib.georeport.writing import CONTENT_TYPES, FORMS, write

__all__ = [
    "CONTENT_TYPES",
    "FORMS",
    "TheirQuestion",
    "Unreadable",
    "error_in",
    "questions_in",
    "read_moment",
    "rows_in",
    "write",
    "write_moment",
]
