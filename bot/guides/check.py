"""What a guide must be before somebody signs it. Each problem names file, line and what to do."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from bot.guides.days import day_problems
from bot.guides.facts import figure_problems, read_facts
from bot.guides.guide import Guide, Problem, read_guides
from bot.guides.prose import reading_problems, shared_problems
from bot.guides.typed import name_problems, typed_problems

LAST_HEADING = "What to do next"
# Where certifying bodies publish; a guide may instead say that it could not name the page.
OFFICIAL = (
    "learn.microsoft.com",
    "comptia.org",
    "isc2.org",
    "pmi.org",
    "peoplecert.org",
    "aws.amazon.com",
    "cloud.google.com",
)
OFFICIAL_TITLE = "Official page"


def check_guides(folder: Path, today: date | None = None) -> list[Problem]:
    """Check all guides of a folder, each alone and all together.

    Args:
        folder: where the guides lie, and `facts.yaml` with the figures of the facts they rest on.
        today: the day on which they must be in date and true.

    Returns:
        What must be fixed, by file and line; nothing when all is well.
    """
    today = today or date.today()
    guides, problems = read_guides(folder)
    facts = read_facts(folder)
    by_name = {guide.name: guide for guide in guides}
    names = {path.stem for path in folder.glob("*.md")}
    exams = {exam for guide in guides for exam in guide.about.exams}
    for guide in guides:
        problems += _whole(guide)
        problems += _links(guide, names)
        problems += _relations(guide, names, exams)
        problems += _dates(guide, today)
        problems += figure_problems(guide, facts)
        problems += typed_problems(guide, by_name, facts)
        problems += reading_problems(guide)
    problems += name_problems(guides)
    problems += day_problems(guides, today)
    problems += shared_problems(guides)
    return sorted(problems)


def _whole(guide: Guide) -> Iterator[Problem]:
    file = guide.path.name
    for field in ("kind", "facts", "sources"):
        if not getattr(guide.about, field):
            yield Problem(file, 1, f"front matter field {field} is missing or empty; fill it in.")
    headings = [(number, line) for number, line in guide.lines if re.match(r"#+ ", line)]
    if not headings or headings[-1][1] != f"## {LAST_HEADING}":
        line = headings[-1][0] if headings else 1
        yield Problem(file, line, f"the last heading must be `## {LAST_HEADING}`.")
    known = {heading.lstrip("# ") for _, heading in headings} | {""}
    for heading in guide.about.asked:
        if heading not in known:
            said = f"questions are asked under {heading!r}, which is no heading here."
            yield Problem(file, guide.field_line("asked", heading), said)
    sources = guide.about.sources
    official = any(_official(s.address) or s.title.startswith(OFFICIAL_TITLE) for s in sources)
    if guide.about.kind == "certification" and sources and not official:
        said = (
            "no source is the official page; name it, or if it is not known, a source with "
            f"title '{OFFICIAL_TITLE} ...' and address 'not identified'."
        )
        yield Problem(file, guide.field_line("sources"), said)


def _official(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return any(host == known or host.endswith(f".{known}") for known in OFFICIAL)


def _links(guide: Guide, names: set[str]) -> Iterator[Problem]:
    for number, target in guide.links:
        if target.removesuffix(".md") not in names or not target.endswith(".md"):
            yield Problem(
                guide.path.name, number, f"the link to {target!r} leads to no guide here."
            )


def _relations(guide: Guide, names: set[str], exams: set[str]) -> Iterator[Problem]:
    file, about = guide.path.name, guide.about
    for field in ("builds_on", "leads_to", "replaced_by"):
        for name in getattr(about, field):
            if name not in names or name == guide.name:
                at = guide.field_line(field, name)
                yield Problem(file, at, f"{field} names {name!r}, which is no other guide here.")
    for exam in about.certifications:
        if exam not in exams:
            at = guide.field_line("certifications", exam)
            yield Problem(file, at, f"certification {exam!r} is in no guide's `exams`.")


def _dates(guide: Guide, today: date) -> Iterator[Problem]:
    file, about = guide.path.name, guide.about
    if about.updated and about.updated > today:
        yield Problem(file, guide.field_line("updated"), f"updated {about.updated} is to come.")
    if about.valid_until and about.valid_until < today:
        spelt = f"{about.valid_until.day} {about.valid_until:%B %Y}"
        if spelt not in guide.body:
            said = f"it is past its date; say what held until {spelt}, or bring it up to date."
            yield Problem(file, guide.field_line("valid_until"), said)
