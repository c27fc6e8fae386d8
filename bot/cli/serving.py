"""`careerbot serve` and `careerbot mcp`: the guides for people in a browser, and for programs."""

import io
import sys
from typing import Annotated

import typer

from bot.settings import Settings


def serve(
    browser: Annotated[
        bool, typer.Option(help="Open the page in a browser, if there is one.")
    ] = True,
) -> None:
    """Start the chat page.

    It is there at once, and says how far the index is, which is brought up to date first. Ctrl-C
    stops the page.
    """
    from bot.page import serve

    serve(Settings.from_environment(), browser)


def mcp() -> None:
    """Offer the guides to other programs' language models, by MCP over standard input.

    A server of the Model Context Protocol on standard input and output, with tools that only
    read: ask_careerbot, find_passages, and the career tools. Needs careerbot[mcp].
    """
    from bot.cli.mcp_server import WholeLines, make_server
    from bot.project import open_or_build

    with open_or_build(Settings.from_environment()) as advisor:
        server = make_server(advisor)
        given = sys.stdin
        # A line with half a character is no message to the package, and would get no reply.
        sys.stdin = io.TextIOWrapper(io.BufferedReader(WholeLines(given.buffer)), "utf-8")
        try:
            server.run("stdio")
        finally:
            sys.stdin = given
