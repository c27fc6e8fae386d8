"""A tool's result -> HTML: its notices, its picture if it has one, and its tables."""

from bot.page.drawing.blocks import blocks_html
from bot.page.drawing.html import one_line, plain, tag
from bot.page.words import Words
from bot.tools.pictures import path_svg, pay_svg
from bot.tools.results import Path, Pay, Result


def result_html(result: Result, turn: int, words: Words) -> str:
    """A result as the page shows it, with the numbers of its passages.

    Args:
        result: of a career tool.
        turn: its place among what is shown, from 0; it is part of the ids of the numbers.
        words: of the page; what the guides say stays as it is.
    """
    said = "".join(tag("p", "notice", plain(words.of(each))) for each in result.notices)
    return said + picture(result) + blocks_html(result.answer(), turn, words)


def picture(result: Result) -> str:
    """The picture of a path or of pay, with its text twin inside; nothing of others."""
    if isinstance(result, Path) and len(result.steps) > 1:
        return tag("div", "picture", one_line(path_svg(result)))
    if isinstance(result, Pay) and result.rows:
        return tag("div", "picture", one_line(pay_svg(result)))
    return ""
