"""The career tools: compare, path, pay, exam, plan, gap and fit."""

import json
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.advisor import Advisor
from bot.cli.terminal import as_text, printable
from bot.settings import Settings
from bot.tools.results import Result

Kind = TypeVar("Kind", bound=Result)

AsJson = Annotated[bool, typer.Option("--json", help="Print the whole result as JSON.")]
AsMarkdown = Annotated[bool, typer.Option("--markdown", help="Print it as Markdown, with quotes.")]
AsHtml = Annotated[
    bool, typer.Option("--html", help="Print it as a web page that careerbot verify can check.")
]
Today = Annotated[
    str, typer.Option(metavar="DATE", help="As if today were that day, such as 2027-06-01.")
]
Said = Annotated[str, typer.Option(metavar="TEXT", help="What you say of yourself.")]


def compare(
    subjects: Annotated[
        list[str], typer.Argument(metavar="SUBJECT", help="Two to four exams or roles.")
    ],
    aspect: Annotated[
        list[str] | None,
        typer.Option(help="What comes first, such as price; may be given several times."),
    ] = None,
    today: Today = "",
    as_json: AsJson = False,
    markdown: AsMarkdown = False,
    html: AsHtml = False,
) -> None:
    """Set exams or roles side by side."""
    wanted = tuple(aspect or ())
    _print(lambda a: a.compare(subjects, wanted, today=today), as_json, markdown, html)


def path(
    start: Annotated[str, typer.Argument(help="Where you are: a job or an exam.")],
    goal: Annotated[str, typer.Argument(help="Where you want to get.")],
    said: Said = "",
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a picture as well.")
    ] = None,
    today: Today = "",
    as_json: AsJson = False,
    markdown: AsMarkdown = False,
    html: AsHtml = False,
) -> None:
    """Show the way from where you are to a goal."""
    from bot.tools.pictures import path_svg

    result = _print(lambda a: a.path(start, goal, said=said, today=today), as_json, markdown, html)
    if svg:
        svg.write_text(path_svg(result), encoding="utf-8")


def pay(
    roles: Annotated[list[str], typer.Argument(metavar="ROLE", help="Roles, or exams.")],
    place: Annotated[
        list[str] | None,
        typer.Option("--in", metavar="PLACE", help="A place; may be given several times."),
    ] = None,
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write bars as a picture as well.")
    ] = None,
    today: Today = "",
    as_json: AsJson = False,
    markdown: AsMarkdown = False,
    html: AsHtml = False,
) -> None:
    """Show what roles pay, by the occupation that is counted."""
    from bot.tools.pictures import pay_svg

    where = tuple(place or ())
    result = _print(lambda a: a.pay(roles, where, today=today), as_json, markdown, html)
    if svg:
        svg.write_text(pay_svg(result), encoding="utf-8")


def exam(
    name: Annotated[str, typer.Argument(metavar="EXAM", help="Its name or code.")],
    today: Today = "",
    as_json: AsJson = False,
    markdown: AsMarkdown = False,
    html: AsHtml = False,
) -> None:
    """Show the facts of an exam, and how it stands today."""
    _print(lambda a: a.exam(name, today=today), as_json, markdown, html)


def plan(
    exam: Annotated[str, typer.Argument(metavar="EXAM", help="Its name or code.")],
    hours: Annotated[float, typer.Option(help="Hours of study in a week.")],
    until: Annotated[str, typer.Option(metavar="DATE", help="The day to be ready by.")] = "",
    start: Annotated[
        str, typer.Option(metavar="DATE", help="The first day; the next Monday if none is given.")
    ] = "",
    pause: Annotated[
        list[str] | None,
        typer.Option(metavar="DATE..DATE", help="Days off, such as 2026-12-21..2027-01-03."),
    ] = None,
    ics: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the weeks as a calendar as well.")
    ] = None,
    at: Annotated[
        str, typer.Option(metavar="TIME", help="When study begins, such as 19:00; else all day.")
    ] = "",
    zone: Annotated[
        str, typer.Option(metavar="ZONE", help="The time zone of that, such as Europe/Berlin.")
    ] = "",
    said: Said = "",
    today: Today = "",
    as_json: AsJson = False,
    markdown: AsMarkdown = False,
    html: AsHtml = False,
) -> None:
    """Plan the weeks to an exam."""
    from bot.tools.calendar_file import as_calendar

    pauses = [tuple(each.split("..")) for each in pause or ()]
    clock = _time(at) if at else None
    result = _print(
        lambda a: a.plan(exam, hours, until, start=start, pauses=pauses, said=said, today=today),
        as_json,
        markdown,
        html,
    )
    if ics:
        ics.write_bytes(as_calendar(result, clock, zone))


def gap(
    goal: Annotated[str, typer.Argument(help="A role or an exam.")] = "",
    said: Said = "",
    cv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A résumé; read in memory, kept nowhere.")
    ] = None,
    posting: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An advertisement, instead of a goal.")
    ] = None,
    today: Today = "",
    as_json: AsJson = False,
    markdown: AsMarkdown = False,
    html: AsHtml = False,
) -> None:
    """Show what you have and lack for a goal, by your own words."""
    words: str | Path = cv or said
    _print(
        lambda a: a.gap(words, goal, posting=posting or "", today=today), as_json, markdown, html
    )


def fit(
    said: Annotated[str, typer.Argument(help="What you like and dislike at work.")],
    today: Today = "",
    as_json: AsJson = False,
    markdown: AsMarkdown = False,
    html: AsHtml = False,
) -> None:
    """Show which roles suit what you say, and what speaks against them."""
    _print(lambda a: a.fit(said, today=today), as_json, markdown, html)


def _time(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time; write one such as 19:00.") from None


def _print(ask: Callable[[Advisor], Kind], as_json: bool, markdown: bool, html: bool) -> Kind:
    """Print a result in the form that is wanted."""
    from bot.page.drawing.answer import Exchange
    from bot.page.drawing.export import as_html, as_markdown
    from bot.project import open_or_build

    with open_or_build(Settings.from_environment()) as advisor:
        result = ask(advisor)
    exchange = Exchange(result.title, answer=result.answer())
    if as_json:
        print(json.dumps(result.to_dict(), ensure_ascii=False, indent=2))
    elif markdown:
        print(printable(as_markdown([exchange], result.title)), end="")
    elif html:
        print(as_html([exchange], result.title), end="")
    else:
        print(printable(as_text(result.answer())))
    return result
