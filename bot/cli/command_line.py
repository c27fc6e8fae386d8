"""The command line: careerbot ask, index, diff, status, rollback, doctor, corpus, ...

Exit codes: 0 all went well; 1 it could not be done, or not with every file, and why is on standard
error; 2 the command was wrong, or there is no index yet; 130 stopped with Ctrl-C.
"""

from collections.abc import Sequence
from importlib import metadata
from typing import Annotated

import typer

from bot.cli import account, ask, corpus, index, models, saved, serving, tools
from bot.cli.terminal import complain, open_output
from index import CareerBotError, IndexMissingError, SettingError

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Settings are environment variables such as CAREERBOT_MODEL; docs/settings.md has all.",
)
for command in (
    ask.ask,
    tools.compare,
    tools.path,
    tools.pay,
    tools.exam,
    tools.plan,
    tools.gap,
    tools.fit,
    index.index,
    index.diff,
    index.status,
    index.rollback,
    index.doctor,
    models.models,
    saved.verify,
    serving.serve,
    serving.mcp,
):
    app.command()(command)
for group in (corpus.app, account.app, saved.app):
    app.add_typer(group)


@app.callback(invoke_without_command=True)
def careerbot(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Career advice that shows, for every sentence, the passage it comes from."""
    if version:
        print(metadata.version("careerbot"))
    elif context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    open_output()
    try:
        app(arguments, prog_name="careerbot")
    except SystemExit as ended:
        return int(ended.code or 0)
    except (IndexMissingError, SettingError) as error:
        complain(error)
        return 2
    except (CareerBotError, OSError) as error:
        complain(error)
        return 1
    return 0
