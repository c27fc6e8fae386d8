"""`careerbot ask`: one question, answered in the terminal."""

import dataclasses
from typing import Annotated

import typer

from bot.cli.terminal import as_text, json_text, printable
from bot.settings import Settings
from bot.types import Preferences


def ask(
    question: Annotated[
        str,
        typer.Argument(
            metavar="QUESTION", help='In quotation marks: "What could I do after MS-102?"'
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole answer as JSON.")
    ] = False,
    collection: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Answer from this folder of guides alone; may be given several times.",
        ),
    ] = None,
) -> None:
    """Answer one question."""
    from bot.project import open_or_build

    with open_or_build(Settings.from_environment()) as advisor:
        preferences = Preferences(collections=tuple(collection or ()))
        answer = advisor.ask(question, preferences=preferences)
    if as_json:
        print(json_text(dataclasses.asdict(answer), indent=2))
    else:
        print(printable(as_text(answer)))
