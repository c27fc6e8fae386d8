"""`careerbot corpus`: the guides themselves; the index is neither needed nor changed."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import Settings
from index import NothingToIndexError

app = typer.Typer(
    name="corpus",
    help="Check the guides, print how they lead to one another, or what they lack.",
    no_args_is_help=True,
)
Folder = Annotated[
    Path | None, typer.Argument(help="Folder of guides; without it, the project's corpus.")
]


@app.command()
def check(
    folder: Folder = None,
    on: Annotated[
        date | None,
        typer.Option(
            metavar="DATE",
            parser=date.fromisoformat,
            help="As if today were that day, such as 2027-06-01.",
        ),
    ] = None,
) -> None:
    """Say what must be fixed in the guides, by file and line.

    Checks schema, links, dates, figures, typed facts, reading level, repetitions, and sentences
    that are not true on the day; then names the facts to look up again and the guides to review.
    """
    from bot.guides import GuideGraph, check_guides, read_guides, to_recheck, to_review

    folder = _chosen(folder)
    day = on or date.today()
    guides, _ = read_guides(folder)
    problems = sorted(check_guides(folder, day) + GuideGraph(guides).problems())
    for problem in problems:
        print(problem)
    for title, work in (
        ("Facts to look up again, by source:", to_recheck(guides, day)),
        ("Guides to review:", to_review(guides, day)),
    ):
        if work:
            print(f"\n{title}", *work, sep="\n- ")
    print(f"{len(list(folder.glob('*.md')))} guides, {len(problems)} problems.", file=sys.stderr)
    if problems:
        raise typer.Exit(1)


@app.command()
def graph(
    folder: Folder = None,
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a picture instead of the text.")
    ] = None,
) -> None:
    """Print how roles, certifications and paths lead to one another."""
    from bot.guides import GuideGraph

    drawn = GuideGraph.of_folder(_chosen(folder))
    if svg:
        svg.write_text(drawn.as_svg(), encoding="utf-8")
        print(svg)
    else:
        print(drawn.as_text())


@app.command()
def gaps(folder: Folder = None) -> None:
    """Print what the guides do not state, what is asked for most first.

    Cells of tables that nothing fills, relations that no sentence states, and aspects that no
    section tells.
    """
    from bot.guides import not_stated, read_guides, without_section, without_sentence

    guides, _ = read_guides(_chosen(folder))
    for title, work in (
        ("Cells that are not stated:", not_stated(guides)),
        ("Relations that no sentence states:", list(without_sentence(guides))),
        ("Aspects without a section:", list(without_section(guides))),
    ):
        if work:
            print(title, *work, sep="\n- ", end="\n\n")


def _chosen(folder: Path | None) -> Path:
    folder = folder or Path(Settings.from_environment().corpus_folder)
    if not folder.is_dir():
        raise NothingToIndexError(f"{folder} is no folder; name one that holds guides.")
    return folder
