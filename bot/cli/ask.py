"""`careerbot ask`: one question, answered in the terminal."""

import argparse
import dataclasses
import json
from typing import Any

from bot.cli.terminal import as_text, printable
from bot.settings import Settings
from bot.types import Preferences


def add_ask_parser(commands: Any) -> None:
    """Put `ask` among the commands.

    Args:
        commands: the subparsers of the command line.
    """
    ask = commands.add_parser("ask", help="answer one question", description="Answer one question.")
    ask.add_argument("question", help='in quotation marks: "What could I do after MS-102?"')
    ask.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    ask.add_argument(
        "--collection",
        action="append",
        default=[],
        metavar="NAME",
        help="answer from this folder of guides alone; may be given several times",
    )
    ask.set_defaults(command=_ask)


def _ask(given: argparse.Namespace, settings: Settings) -> int:
    from bot.project import open_or_build

    with open_or_build(settings) as advisor:
        answer = advisor.ask(
            given.question, preferences=Preferences(collections=tuple(given.collection))
        )
    if given.json:
        print(json.dumps(dataclasses.asdict(answer), ensure_ascii=False, indent=2))
    else:
        print(printable(as_text(answer)))
    return 0
