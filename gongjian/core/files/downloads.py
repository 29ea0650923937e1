"""Answers that are files to be kept: never shown as a page, under a Chinese name wherever the browser knows one."""

from typing import TypeVar
from urllib.parse import quote

from django.http import HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)


def as_download(answer: Answer, *, name: str, stem: str) -> Answer:
    """The same answer with the headers of a download. `name` is what it is called, with its ending; `stem` is the name in
    plain letters, without ending, for programs that know no other. No shared cache keeps it."""
    ending = name.rpartition(".")[2]
    answer["Content-Disposition"] = (
        f"attachment; filename=\"{stem}.{ending}\"; filename*=UTF-8''{quote(name)}"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
