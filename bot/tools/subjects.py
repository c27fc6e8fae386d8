"""What a tool is asked about: a guide, or one of several exams of a guide."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.asking.subjects import subjects_in
from bot.career.claims import Documents
from bot.errors import UnknownSubjectError
from index import GuideOutline, Outline, name_key

NEAR, MOST_NEAR = 55, 3  # per cent of likeness from which a name is offered, and how many are
SAME_EXAM = 85  # per cent
_WORD = re.compile(r"[\w+][\w+.’'-]*")
_FILLING = frozenset(
    re.findall(
        r"\S+",
        "a an and another as by exam exams certification certificate certified for from i in "
        "into is it job my of on or role test the this to version with work ",
    )
)
# Kinds of guides that somebody can work or sit for; others are about circumstances.
SUBJECTS = ("certification", "role", "path")


@dataclass(frozen=True)
class Subject:
    """One thing that guides are about.

    Attributes:
        exam: which of the guide's exams; empty of a guide that is about none.
        detail: what else was said, such as a version and a language: "SY0-701 in Spanish".
    """

    guide: GuideOutline
    exam: str = ""
    detail: str = ""

    @property
    def name(self) -> str:
        """How it is shown."""
        return self.exam or self.guide.name

    @property
    def file(self) -> str:
        """The name of the guide's file, without folder and ending."""
        return file_of(self.guide)

    @property
    def is_main(self) -> bool:
        """Whether the guide is about this exam first, or about no exam at all."""
        exams = exams_of(self.guide)
        return not exams or self.exam == exams[0]


def file_of(guide: GuideOutline) -> str:
    """The name of a guide's file, by which other guides name it."""
    return guide.source.rpartition("/")[2].rpartition(".")[0]


def exams_of(guide: GuideOutline) -> list[str]:
    """The exams that a guide is about; none of guides that only name some."""
    return [str(exam) for exam in guide.about.get("exams") or ()]


def mentions(text: str, exam: str) -> bool:
    """Whether a text names an exam, as a word of its own."""
    return re.search(rf"(?<![\w+]){re.escape(exam)}(?![\w+])", text, re.IGNORECASE) is not None


def named_in(text: str, exams: Sequence[str]) -> list[str]:
    """Which of several exams a text names; by most of its words if none by the whole."""
    exact = [exam for exam in exams if mentions(text, exam)]
    if exact or not text:
        return exact
    long = [exam for exam in exams if " " in exam]
    return [exam for exam in long if fuzz.token_set_ratio(exam.lower(), text.lower()) >= SAME_EXAM]


def subject_of(guide: GuideOutline, text: str = "", detail: str = "") -> Subject:
    """A guide as a subject: the exam that a text names, or the first one it is about."""
    exams = exams_of(guide)
    named = named_in(text, exams) or exams
    return Subject(guide, named[0] if named else "", detail)


def found(text: str, outline: Outline, documents: Documents) -> Subject:
    """The one subject that a text names.

    Args:
        text: a name, an exam's code, or a name with a version and a language.
        outline: of the live guides.
        documents: id -> the stored document.

    Raises:
        UnknownSubjectError: no guide is about it; it says which names come near.
    """
    return candidates(text, outline, documents)[0]


def candidates(text: str, outline: Outline, documents: Documents) -> list[Subject]:
    """All guides that a name may mean, the likeliest first; as `found`."""
    text = " ".join(text.split())
    exact = list(_called(text, outline))
    if exact:
        return [subject_of(guide, text) for guide in exact]
    for named in subjects_in(text, outline):
        left = f"{text[: named.start]} {text[named.end :]}"
        said = [word for word in _WORD.findall(left) if word.lower() not in _FILLING]
        body = documents(named.guide.document).text.lower()
        if all(word.lower() in body for word in said):
            detail = " ".join(said)
            shared = list(_called(text[named.start : named.end], outline))
            guides = dict.fromkeys([named.guide.document, *(g.document for g in shared)])
            return [subject_of(outline.by_document[each], text, detail) for each in guides]
    raise UnknownSubjectError(_unknown(text, outline))


def _called(text: str, outline: Outline) -> Iterator[GuideOutline]:
    """The guides of which it is a name, those about work and exams first."""
    key = name_key(text)
    best = outline.named.get(key) or outline.named.get(key.removesuffix("s"))
    others = [
        guide
        for guide in outline.guides
        if guide is not best and (key in guide.names or _is_title(key, guide))
    ]
    if best:
        yield best
    yield from sorted(others, key=lambda guide: (_plain(guide.title) != key, _rank(guide)))


def _is_title(key: str, guide: GuideOutline) -> bool:
    """Whether a title is a name: with a word in brackets, or "The daily job of a ..." before it."""
    title = _plain(guide.title)
    return title == key or (guide.kind in SUBJECTS and title.endswith(f" of a {key}"))


def _plain(title: str) -> str:
    return name_key(re.sub(r"\s*\(.*?\)", "", title))


def _rank(guide: GuideOutline) -> int:
    return SUBJECTS.index(guide.kind) if guide.kind in SUBJECTS else len(SUBJECTS)


def all_in(text: str, outline: Outline) -> list[Subject]:
    """All subjects that a question names, each exam once."""
    named = [
        subject_of(each.guide, text[each.start : each.end]) for each in subjects_in(text, outline)
    ]
    return list(dict.fromkeys(named))


def near_names(text: str, outline: Outline) -> list[str]:
    """Names of subjects that are spelt somewhat like a text."""
    names: dict[str, str] = {}
    for guide in outline.guides:
        if guide.kind in SUBJECTS or not guide.kind:
            for name in (*exams_of(guide), guide.name):
                names.setdefault(name, name_key(name))
    best = process.extract(
        name_key(text), names, scorer=fuzz.WRatio, score_cutoff=NEAR, limit=MOST_NEAR
    )
    return [name for _, _, name in best]


def _unknown(text: str, outline: Outline) -> str:
    said = f"The guides are not about {text!r}."
    near = near_names(text, outline)
    if not near:
        return said
    *others, last = near
    return f"{said} Did you mean {', '.join(others)}{' or ' * bool(others)}{last}?"
