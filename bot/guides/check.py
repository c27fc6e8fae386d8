"""What a guide must be before somebody signs it. Each problem names file, line and what to do."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import yaml

from bot.guides.figures import figures
from index import DocumentError, FrontMatter, split_front_matter

WORDS = (500, 1500)
LONGEST_SENTENCE = 40  # words
# Automated Readability Index (Senter and Smith 1967): 4.71 * characters a word + .5 * words a
# sentence - 21.43, about the school year a reader needs; trade terms alone make up a good part.
HARDEST = 14.0
SHARED_SENTENCE = 6  # words from which two guides must not have one sentence in common
LAST_HEADING = "What to do next"
FACTS = "facts.yaml"

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]*)\)")
_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, order=True)
class Problem:
    """Something in a guide that must be mended. Printed as `file:line: what`."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Guide:
    """A guide as it is written."""

    path: Path
    text: str
    about: FrontMatter
    body: str

    @property
    def name(self) -> str:
        """What other guides call it in their front matter."""
        return self.path.stem

    @cached_property
    def lines(self) -> list[tuple[int, str]]:
        """The body's lines, with their numbers in the file."""
        before = self.text.count("\n") - self.body.count("\n")
        return list(enumerate(self.body.split("\n"), before + 1))

    @cached_property
    def sentences(self) -> list[tuple[int, str]]:
        """The sentences of the body, each with its line; headings and tables are left out."""
        found = []
        for number, line in self.lines:
            if not line.startswith(("#", "|")):
                plain = re.sub(r"^\s*(?:[-*]|\d+\.)\s+", "", _LINK.sub(_label, line))
                found += [(number, s) for s in re.split(r"(?<=[.!?:])\s+", plain) if s.strip()]
        return found

    def field_line(self, field: str, value: str = "") -> int:
        """The line of a front-matter field, or of a value in it."""
        at = 1
        for number, line in enumerate(self.text.split("\n"), 1):
            if line.startswith(f"{field}:"):
                at = number
            if at > 1 and number >= at and value in line:
                return number
        return at


def check_guides(folder: Path, today: date | None = None) -> list[Problem]:
    """Check all guides of a folder, each alone and all together.

    Args:
        folder: where the guides lie, and `facts.yaml` with the figures of the facts they rest on.
        today: the day on which they must be in date.

    Returns:
        What must be mended, by file and line; nothing when all is well.
    """
    today = today or date.today()
    guides, problems = _read(folder)
    facts = _facts(folder)
    names = {guide.name for guide in guides}
    exams = {exam for guide in guides for exam in guide.about.exams}
    for guide in guides:
        problems += _whole(guide)
        problems += _links(guide, names)
        problems += _relations(guide, names, exams)
        problems += _dates(guide, today)
        problems += _figures(guide, facts)
        problems += _readable(guide)
    problems += _shared(guides)
    return sorted(problems)


def read_guides(folder: Path) -> list[Guide]:
    """The guides of a folder that can be read."""
    return _read(folder)[0]


def _read(folder: Path) -> tuple[list[Guide], list[Problem]]:
    guides, problems = [], []
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        try:
            about, body = split_front_matter(text, path.name)
        except DocumentError as error:
            bare = Guide(path, text, FrontMatter(), text)
            for said in str(error).splitlines():
                field = re.search(r"field ([\w]+)", said)
                line = bare.field_line(field[1]) if field else 1
                problems.append(Problem(path.name, line, said.removeprefix(f"{path.name}: ")))
            continue
        guides.append(Guide(path, text, about, body))
    if not guides and not problems:
        problems.append(Problem(folder.name, 0, "there are no guides in this folder."))
    return guides, problems


def _facts(folder: Path) -> dict[str, set[str]]:
    path = folder / FACTS
    if not path.is_file():
        return {}
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {identity: set(fact["figures"]) for identity, fact in facts.items()}


def _whole(guide: Guide) -> Iterator[Problem]:
    file = guide.path.name
    for field in ("kind", "facts", "sources"):
        if not getattr(guide.about, field):
            yield Problem(file, 1, f"front matter field {field} is missing or empty; fill it in.")
    headings = [(number, line) for number, line in guide.lines if re.match(r"#+ ", line)]
    if not headings or headings[-1][1] != f"## {LAST_HEADING}":
        line = headings[-1][0] if headings else 1
        yield Problem(file, line, f"the last heading must be `## {LAST_HEADING}`.")


def _links(guide: Guide, names: set[str]) -> Iterator[Problem]:
    for number, line in guide.lines:
        for target in _LINK.findall(line):
            if target.removesuffix(".md") not in names or not target.endswith(".md"):
                said = f"the link to {target!r} leads to no guide here."
                yield Problem(guide.path.name, number, said)


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
    if about.review_by and about.review_by < today:
        said = f"it was to be reviewed by {about.review_by}; review it and set a new day."
        yield Problem(file, guide.field_line("review_by"), said)
    if about.valid_until and about.valid_until < today:
        spelt = f"{about.valid_until.day} {about.valid_until:%B %Y}"
        if f"until {spelt}" not in guide.body and about.status != "retired":
            said = f"it is past its date; say what held until {spelt}, or bring it up to date."
            yield Problem(file, guide.field_line("valid_until"), said)


def _figures(guide: Guide, facts: Mapping[str, set[str]]) -> Iterator[Problem]:
    file = guide.path.name
    unknown = [identity for identity in guide.about.facts if facts and identity not in facts]
    for identity in unknown:
        at = guide.field_line("facts", identity)
        yield Problem(file, at, f"fact {identity} is not in {FACTS}.")
    if not facts:
        return
    held = set().union(*(facts.get(identity, set()) for identity in guide.about.facts))
    held |= {part for figure in held for part in _parts(figure)}
    held |= {exam.upper() for exam in guide.about.exams + guide.about.certifications}
    for number, line in guide.lines:
        plain = re.sub(r"^\s*\d+\.\s+", "", _LINK.sub(_label, line))
        for figure in sorted(figures(plain) - held):
            yield Problem(file, number, f"the figure {figure!r} is in none of the facts it names.")


def _parts(figure: str) -> Iterator[str]:
    """What may be said of a figure with less: the month or year of a date, the ends of a span."""
    yield from (part for part in figure.split() if part.isdigit())
    if whole := re.fullmatch(r"\d+ ([a-z]+ \d{4})", figure):
        yield whole[1]
    if span := re.fullmatch(r"((\d\d)\d\d)-(\d\d)", figure):
        yield from (span[1], span[2] + span[3])


def _readable(guide: Guide) -> Iterator[Problem]:
    file = guide.path.name
    words = [word for _, sentence in guide.sentences for word in _WORD.findall(sentence)]
    if not WORDS[0] <= len(words) <= WORDS[1]:
        yield Problem(file, 1, f"it has {len(words)} words; {WORDS[0]} to {WORDS[1]} are wanted.")
    for number, sentence in guide.sentences:
        length = len(_WORD.findall(sentence))
        if length > LONGEST_SENTENCE:
            yield Problem(
                file, number, f"a sentence has {length} words; {LONGEST_SENTENCE} at most."
            )
    if words:
        letters = sum(len(word) for word in words) / len(words)
        level = 4.71 * letters + 0.5 * len(words) / len(guide.sentences) - 21.43
        if level > HARDEST:
            said = (
                f"it reads too hard ({level:.1f}, at most {HARDEST}); use shorter words, sentences."
            )
            yield Problem(file, 1, said)


def _shared(guides: list[Guide]) -> Iterator[Problem]:
    first: dict[str, tuple[Guide, int]] = {}
    for guide in guides:
        for number, sentence in guide.sentences:
            words = " ".join(_WORD.findall(sentence.lower()))
            other, line = first.setdefault(words, (guide, number))
            if (other, line) != (guide, number) and words.count(" ") >= SHARED_SENTENCE - 1:
                said = f"this sentence is also in {other.path.name}:{line}; say it in other words."
                yield Problem(guide.path.name, number, said)


def _label(link: re.Match[str]) -> str:
    return link[0][1 : link[0].index("]")]
