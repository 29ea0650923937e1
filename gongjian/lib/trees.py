"""XML by lxml, which is read when the first text is: most processes that answer pages read none."""

from typing import Any


def etree() -> Any:
    """The module `lxml.etree`."""
    from lxml import etree as found

    return found
