"""`careerbot account`: say who may log in, and make tokens for programs."""

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import AccountError
from bot.page.door.accounts import LONGEST, Accounts
from bot.settings import Settings

app = typer.Typer(
    name="account",
    help="Say who may log in to the page and use the API. Once an account "
    "was made, the page and the API ask who you are, on this machine too, even if none is left; "
    "before, they are for this machine only. A running page needs no restart.",
    short_help="Say who may log in to the page and use the API.",
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(help="a-z, 0-9 and . _ @ -")]


@app.command()
def add(name: Name) -> None:
    """Let a person in; asks for a password, or reads a line of standard input."""
    _accounts().add(name, _password())
    print(f"{name} may log in now.")


@app.command()
def remove(name: Name) -> None:
    """Close the page to a person at once."""
    accounts = _accounts()
    accounts.remove(name)
    print(f"{name} may not log in any more.")
    if not accounts.names():
        print(
            "There are no accounts left. The page stays closed, to you as well, until one is "
            "added: careerbot account add NAME"
        )


@app.command()
def token(name: Name) -> None:
    """Print a new token, with which a program comes in as a person."""
    print(_accounts().new_token(name))
    print("Save it: it is shown this once. The one before it is void.", file=sys.stderr)


@app.command("list")
def list_accounts() -> None:
    """Print the accounts."""
    for account in _accounts().all():
        print(f"{account.name}  added {account.added}{', has a token' if account.token else ''}")


def _accounts() -> Accounts:
    return Accounts(Path(Settings.from_environment().home))


def _password() -> str:
    """What is typed without being shown, or a line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(LONGEST + 2).rstrip("\r\n")
    password = getpass.getpass("Password (12 characters or more): ")
    if getpass.getpass("The same again: ") != password:
        raise AccountError("The two are not the same; nothing was saved. Try again.")
    return password
