"""What was saved: conversations to verify, and what people thought of answers."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.terminal import json_text, printable
from bot.settings import Settings

app = typer.Typer(name="feedback", help="What people thought of answers.", no_args_is_help=True)


def verify(
    file: Annotated[Path, typer.Argument(help="A web page, .md or .ics that was saved.")],
) -> None:
    """Check the quotes of a saved conversation or plan against the index.

    Reads a conversation or a tool's result that was saved as a web page or as Markdown, or a plan's
    calendar, and prints each quote that is not the exact span of the document that it names.
    """
    from bot.saved.verify import verify
    from index import Index, normalise

    with Index(Settings.from_environment().index) as index:
        verified = verify(file, index)
    for finding in verified.findings:
        print(printable(normalise(str(finding))))
    wrong = sum(finding.wrong for finding in verified.findings)
    print(f"{verified.quotes} quotes, {wrong} problems.", file=sys.stderr)
    if wrong:
        raise typer.Exit(1)


@app.command()
def export(
    disliked: Annotated[
        bool, typer.Option("--disliked", help="Those that need an answer, instead of the liked.")
    ] = False,
) -> None:
    """Print what people thought of answers, as lines of a question set."""
    from bot.saved.feedback import evaluation_questions

    home = Path(Settings.from_environment().home)
    for question in evaluation_questions(home, liked=not disliked):
        print(json_text(question))
