"""The command careerbot models: what is set, what could be, and fetching one."""

import sys
from typing import Annotated

import typer

from bot.cli.terminal import printable
from bot.settings import Settings


def models(
    fetch: Annotated[
        str,
        typer.Option(
            "--fetch", metavar="NAME", help="Fetch this model from the hub, and check its files."
        ),
    ] = "",
) -> None:
    """List the models that are set, and some that could be.

    Nothing is fetched unless it is asked for.
    """
    if fetch:
        _fetch(fetch)
        return
    settings = Settings.from_environment()
    _print_set(settings)
    _print_recommended()


def _print_set(settings: Settings) -> None:
    from bot.models.hub import is_here

    print("Set")
    for use in ("embedder", "reranker", "checker", "model"):
        name = getattr(settings, use)
        missing = ""
        if use in ("reranker", "checker") and name and not is_here(name):
            missing = f"  is not here; fetch it: careerbot models --fetch {name}"
        print(printable(f"  {use:10}{name or 'none'}{missing}"))


def _print_recommended() -> None:
    from bot.models.hub import is_here
    from bot.models.recommended import RECOMMENDED

    print("\nRecommended, with figures as published (docs/models.md says of what)")
    for each in RECOMMENDED:
        here = "  here" if is_here(each.name) else ""
        size = f"{each.millions} M, {each.megabytes} MB"
        print(f"  {each.use:10}{each.name:48}{size:16}{each.figure}{here}")
    print(
        "\nSet one: CAREERBOT_RERANKER=NAME, and so on. Fetch it first: "
        "careerbot models --fetch NAME"
    )


def _fetch(name: str) -> None:
    from tqdm import tqdm

    from bot.models.hub import fetch

    with tqdm(total=0, unit="B", unit_scale=True, desc=name, file=sys.stderr) as bar:

        def tell(file: str, done: int, total: int) -> None:
            bar.total = total
            bar.set_postfix_str(file, refresh=False)
            bar.update(done - bar.n)

        size = fetch(name, tell)
    print(f"{name} is here and as the hub says: {size / 2**20:,.0f} MB.")
