"""What `careerbot verify` does: say which quotes of a saved conversation do not stand."""

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.cli.terminal import printable
from bot.settings import Settings


def add_verify_parser(commands: Any) -> None:
    """Put `verify` among the commands.

    Args:
        commands: the subparsers of the command line.
    """
    verify = commands.add_parser(
        "verify",
        help="hold a saved conversation against the index, quote by quote",
        description="Read a conversation that the page saved as a web page, and print each quote "
        "that is not the exact span of the document that it names.",
    )
    verify.add_argument("file", type=Path, help="the web page")
    verify.set_defaults(command=_verify)


def _verify(given: argparse.Namespace, settings: Settings) -> int:
    from bot.saved.verify import verify
    from index import Index, normalise

    with Index(settings.index) as index:
        verified = verify(given.file, index)
    for finding in verified.findings:
        print(printable(normalise(str(finding))))
    wrong = sum(finding.wrong for finding in verified.findings)
    print(f"{verified.quotes} quotes, {wrong} problems.", file=sys.stderr)
    return 1 if wrong else 0
