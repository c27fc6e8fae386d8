"""What `careerbot account` does: say who may log in, and make tokens for programs."""

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from bot.errors import AccountError
from bot.page.door.accounts import LONGEST, Accounts
from bot.settings import Settings


def add_account_parser(commands: Any) -> None:
    """Put `account` among the commands.

    Args:
        commands: the subparsers of the command line.
    """
    account = commands.add_parser(
        "account",
        help="say who may log in to the page and use the API",
        description="With accounts, the page and the API ask who somebody is, on this machine too. "
        "Without any, they are for this machine only. A running page needs no new start.",
    )
    doing = account.add_subparsers(required=True, metavar="what")
    for name, said, command in (
        ("add", "let somebody in; asks for a password, or reads a line of standard input", _add),
        ("remove", "let somebody in no more", _remove),
        ("token", "print a new token with which a program comes in as somebody", _token),
    ):
        one = doing.add_parser(name, help=said, description=f"{said[0].upper()}{said[1:]}.")
        one.add_argument("name", help="a-z, 0-9 and . _ @ -")
        one.set_defaults(command=command)
    listing = doing.add_parser("list", help="say who may", description="Print the accounts.")
    listing.set_defaults(command=_list)


def _add(given: argparse.Namespace, settings: Settings) -> int:
    _accounts(settings).add(given.name, _password())
    print(f"{given.name} may log in now.")
    return 0


def _remove(given: argparse.Namespace, settings: Settings) -> int:
    accounts = _accounts(settings)
    accounts.remove(given.name)
    print(f"{given.name} may not log in any more.")
    if not accounts.names():
        print("There are no accounts left: the page is for this machine only, without a login.")
    return 0


def _token(given: argparse.Namespace, settings: Settings) -> int:
    print(_accounts(settings).new_token(given.name))
    print("Keep it: it is shown this once. The one before it is void.", file=sys.stderr)
    return 0


def _list(_: argparse.Namespace, settings: Settings) -> int:
    for account in _accounts(settings).all():
        print(f"{account.name}  added {account.added}{', has a token' if account.token else ''}")
    return 0


def _accounts(settings: Settings) -> Accounts:
    return Accounts(Path(settings.home))


def _password() -> str:
    """What somebody types without its being shown, or a line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(LONGEST + 2).rstrip("\r\n")
    password = getpass.getpass("Password (12 characters or more): ")
    if getpass.getpass("The same again: ") != password:
        raise AccountError("The two are not the same; nothing was kept. Try again.")
    return password
