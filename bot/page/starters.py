"""What an empty page offers to begin with: everyday openings, and questions to fill in."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.page.drawing.html import one_line, plain, tag
from index import Index, name_key, spread

MOST = 5
# Question -> what the guides must have a name for; else their own headings are offered.
OPENINGS = {
    "I’m on the help desk and like security. Where could I go?": "help desk technician",
    "Is MS-102 still worth taking?": "ms-102",
    "What does a security operations analyst do all day?": "security operations analyst",
    "I have been away from IT for some years. How do I come back?": "coming back to it after a "
    "break",
    "Do I need a degree to work in IT?": "do you need a degree for it",
}
# What a button says -> the question that it puts into the box.
TOOLS = {
    "Compare two paths": "Compare {} and {}",
    "Plan an exam": "Plan {} with 6 hours a week",
    "What does it pay?": "What does a {} earn?",
}
LANGUAGE = "The guides are in English, so ask in English."  # where the page speaks another
OR = "Or begin with a tool; its question can be changed first:"
_EXAMS, _ROLES = ("SC-300", "SC-200"), ("systems administrator",)


@dataclass(frozen=True)
class Starters:
    """What an empty page offers.

    Attributes:
        openings: questions that are asked by one press.
        tools: what a button says, and the question that it puts into the box.
    """

    openings: tuple[str, ...]
    tools: tuple[tuple[str, str], ...]


def starters(index: Index) -> Starters:
    """What the guides of an index can begin with."""
    named = index.outline().named
    if not all(named.get(name_key(name)) for name in OPENINGS.values()):
        return Starters(tuple(_headings(index)), _tools(*_kinds(index)))
    return Starters(tuple(OPENINGS), _tools(_EXAMS, _ROLES))


def _headings(index: Index) -> list[str]:
    """Questions that the guides answer, since they are their own headings; one a guide."""
    questions = []
    for sections in index.sections().values():
        questions += [section for section in sections if section.endswith("?")][:1]
    return spread(questions, MOST)


def _kinds(index: Index) -> tuple[list[str], list[str]]:
    """The names of the certifications and of the roles."""
    guides = index.outline().guides
    exams, roles = (
        [guide.name for guide in guides if guide.kind == kind] for kind in ("certification", "role")
    )
    return exams, [role.lower() for role in roles]


def _tools(exams: Sequence[str], roles: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The tools that there are enough guides for."""
    given = dict(zip(TOOLS, (exams[:2], exams[:1], roles[:1]), strict=True))
    return tuple(
        (title, TOOLS[title].format(*names))
        for title, names in given.items()
        if len(names) == TOOLS[title].count("{}")
    )


def starters_html(welcome: str, offered: Starters) -> str:
    """The empty page. page.js says what has the class `says` in the page's language.

    Args:
        welcome: HTML of its heading.
        offered: what it offers, as buttons of page.js.
    """
    openings = "".join(
        f'<li><button type="button" class="next opening" id="opening-{place}">'
        f"{plain(question)}</button></li>"
        for place, question in enumerate(offered.openings)
    )
    tools = "".join(
        f'<li><button type="button" class="fill" id="tool-{place}">'
        f'<span class="says">{plain(title)}</span>'
        f'<span class="ask">{plain(question)}</span></button></li>'
        for place, (title, question) in enumerate(offered.tools)
    )
    parts = tag("h2", "", welcome) + tag("p", "language says", plain(LANGUAGE))
    parts += tag("ul", "openings", openings)
    if tools:
        parts += tag("p", "or says", plain(OR))
        parts += tag("ul", "tools", tools)
    return one_line(tag("div", "begin", parts))
