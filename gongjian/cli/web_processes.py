"""The processes that answer pages. The application is read once; each process is then a copy that shares what it only reads.

`python -m gongjian.cli.web_processes` takes the words of `python -m granian`.
"""

import gc
import multiprocessing
import sys


def read_application() -> None:
    """All that every page needs: addresses with what answers them, the texts of each language. No connection stays open."""
    from django.conf import settings
    from django.db import connections
    from django.urls import get_resolver
    from django.utils.translation import trans_real

    from gongjian.config.wsgi import application

    assert application
    _ = get_resolver().url_patterns
    for language, _name in settings.LANGUAGES:
        trans_real.translation(language)
    connections.close_all()


def main() -> None:
    """Serve until stopped."""
    from granian.cli import cli

    multiprocessing.set_start_method("fork")
    gc.disable()
    read_application()
    gc.freeze()  # what is never collected is never written to, and stays shared
    gc.enable()
    cli.main(sys.argv[1:])


if __name__ == "__main__":
    main()
