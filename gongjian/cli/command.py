"""The group of all commands, and what their exit codes mean: 0 done, 1 failed, 2 misused, 3 refused."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from gongjian.cli.words import _

COMMANDS = {
    "serve": "gongjian.cli.serve:serve",
    "worker": "gongjian.cli.worker:worker",
    "demo": "gongjian.cli.demo:demo",
    "office": "gongjian.cli.office:office",
    "import": "gongjian.cli.imports:import_group",
    "measure": "gongjian.cli.measure:measure",
    "search": "gongjian.cli.search:search",
    "triage": "gongjian.cli.triage:triage",
    "open-data": "gongjian.cli.open_data:open_data",
    "paper": "gongjian.cli.paper:paper",
    "backup": "gongjian.cli.backup:backup",
    "restore": "gongjian.cli.restore:restore",
    "doctor": "gongjian.cli.doctor:doctor",
    "second-step": "gongjian.cli.second_step:second_step",
    "https": "gongjian.cli.https:https",
    "keys": "gongjian.cli.keys:keys",
    "newmodule": "gongjian.cli.newmodule:newmodule",
    "manage": "gongjian.cli.manage:manage",
}
FAILED, MISUSED, REFUSED = 1, 2, 3


class Commands(click.Group):
    """Loads a command's file when it is named, so that `gongjian --help` is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _colon, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(
    cls=Commands,
    help=_("Run and look after a subdistrict office's platform."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="gongjian", prog_name="gongjian")
def cli() -> None:
    """See `help` above."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with an exit code; every error is one sentence on stderr."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Like `main`, but returns the exit code."""
    try:
        answer = cli.main(args=arguments, prog_name="gongjian", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as wish:
        click.echo(wish.ctx.get_help())
        return MISUSED
    except click.ClickException as error:
        return _tell(error.format_message(), code=error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _tell(_("Stopped."), code=FAILED)
    except (
        Exception
    ) as error:  # the last resort: a known kind becomes a sentence, an unknown one stays a traceback
        return _explain(error)
    return answer if isinstance(answer, int) else 0


def _tell(sentence: object, *, code: int) -> int:
    click.echo(f"gongjian: {sentence}", err=True)
    return code


def _explain(error: Exception) -> int:
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from gongjian.core.refusal import Refused

    if isinstance(error, Refused):
        return _tell(error.reason, code=REFUSED)
    first_line = str(error).strip().partition("\n")[0]
    if isinstance(error, DatabaseError):
        hint = _("The database cannot be used: {why}. `gongjian doctor` says more.")
        return _tell(hint.format(why=first_line), code=FAILED)
    if isinstance(error, ImproperlyConfigured):
        return _tell(_("The settings are not right: {why}.").format(why=first_line), code=FAILED)
    if isinstance(error, OSError):
        return _tell(first_line, code=FAILED)
    raise error
