"""Django's own commands: `gongjian manage migrate`, `gongjian manage check`, and so on."""

import click

from gongjian.cli.start import start_django
from gongjian.cli.words import _


@click.command(
    help=_("Run one of Django's own commands, for example: gongjian manage migrate"),
    context_settings={
        "ignore_unknown_options": True,
        "allow_interspersed_args": False,
        "help_option_names": ["--help"],
    },
)
@click.argument("arguments", nargs=-1, required=True, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> int:
    """Hand the words on; Django's complaint becomes one sentence."""
    from django.core.management import ManagementUtility
    from django.core.management.base import CommandError

    start_django()
    try:
        ManagementUtility(["gongjian manage", *arguments]).execute()
    except CommandError as error:
        raise click.ClickException(str(error)) from error
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0
