"""A made file as an answer: always as a download, with its Chinese name."""

from django.http import HttpResponse

from gongjian.core.files.downloads import as_download
from gongjian.core.papers.filling import TYPES


def send(data: bytes, file_name: str, *, suffix: str) -> HttpResponse:
    """The file, to be saved and never to be shown as a page."""
    answer = HttpResponse(data, content_type=TYPES.get(suffix, "application/octet-stream"))
    return as_download(answer, name=file_name, stem="paper")
