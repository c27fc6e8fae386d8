"""Answered, partly, or not in the sources: decided from what a search found."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.asking.parts import Part
from bot.asking.places import is_part, places_in
from bot.asking.superlatives import Superlative, superlative_in
from bot.finding.evidence import Found, FoundSection, Slot
from bot.types import Grade
from index import Calibration, GuideOutline, Outline, aspects_in, fit, name_key, words
from index import Found as SearchResult

# Codes of exams, and names in capitals such as CEH; products with a capital are told by the search.
_NAMED = re.compile(
    r"\b(?:[A-Z]{2,3}-[A-Z]?\d{2,3}|[A-Z]{4,6}|(?:CEH|OSCP|RHCSA|LPI|AWS|GCP|SAP))\b"
)
_NO_NAMES = {"ADHD", "ASAP", "GCSE", "NHS", "EMEA", "HELP", "FAQ", "LGBT", "DACH", "IMHO", "TLDR"}
_DENIES = re.compile(r"\b(no|not|none|nor|without)\b.{0,40}\b(figure|held|found|published)", re.I)
LEAST_CONTRAST = -0.05  # to the nearest foreign question; below it a question is foreign itself
HARDLY = 0.45  # cosine below which a section that tells something else does not answer
MOSTLY_HELD, LEAST_NEAR = 0.75, 0.45  # share of words in headings; cosine of the best sentence
LEAST_HELD = 3  # words of a message that are in headings, for it to be about what guides are about
SUITS = 0.3  # cosine of what someone says of themselves and of whom work suits
NEAR = 0.58  # cosine from which a section is near, whatever the search as a whole says
NEAR_OF_SUBJECT = 0.33  # and from which one of the guide that is asked about is
SAYS_THE_SAME = 0.65  # cosine of a question and a sentence that answers it

_NUMBER_WORD = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_AMOUNT = rf"(?:\d[\d.,]*|{_NUMBER_WORD})"
_MONEY_ASKED = re.compile(
    r"\b(how much|prices?|costs?|fees?|salary|salaries|wages?|what do(es)?\b.*\b(pay|earn))\b", re.I
)
_MONEY = re.compile(r"\d[\d.,]*\s*(?:US )?(?:dollars|euros|pounds)|[$€£]\s?\d", re.I)
_LENGTH_ASKED = re.compile(r"\b(how long|duration)\b", re.I)
_LENGTH = re.compile(rf"{_AMOUNT}[\s-]+(?:minute|hour|day|week|month|year)s?", re.I)
_NUMBER_ASKED = re.compile(r"\bhow many (\w+)", re.I)
# Aspect -> what a question asks for, where another guide than the one asked about tells it.
_ASPECT_NAMES = {
    "pay": "the pay",
    "price": "the price",
    "score": "the pass mark",
    "length": "the length",
    "contents": "the contents",
    "renewal": "the renewal",
    "status": "the status",
    "outlook": "the outlook",
    "difficulty": "the difficulty",
}
# The thing that a question asks for by name: "the pass rate", "how many tickets", "a receipt".
_PERSONAL = re.compile(r"\b(I|I['’]m|I['’]ve|my|me|we|our)\b")
_THING_ASKED = re.compile(
    r"\b(?:what(?:['’]?s| is) the|how many|do i need an?|get an?)\s+(?P<thing>[a-z][\w -]{2,30}?)"
    r"(?=\s+(?:for|of|in|to|on|at|from|with|like|as|if|is|are|do|does|a|per|between|i|you|when)\b"
    r"|\s*[?.,;!]|$)",
    re.IGNORECASE,
)
_NO_THING = re.compile(
    r"(\w+est|best|actual|real|main|first|next|difference|point|way|deal|catch)$"
)
# Products by their names, where a name stands beside what shows that it is one.
_NAME = r"[A-Z][a-z][\w+#]+(?: [A-Z][\w+#]+)?"
_PRODUCT = re.compile(
    rf"\b(?P<before>{_NAME})(?= (?:admin|developer|consultant|engineer|exam|cert|job|role|course|"
    rf"analyst|architect|skills|experience)\w*)"
    rf"|\b(?:learn|into|about|know|using|study|with|in) (?P<after>{_NAME})"
)
_CODE = re.compile(r"^[a-z]{1,4}\d*-[a-z]*\d+$")  # an exam's name, such as ms-102


def grade(question: str, found: SearchResult, calibration: Calibration) -> Grade:
    """Say how far what was found answers a question."""
    fits = fit(found.signals, calibration)
    # A question that is more like one on a foreign matter than like anything in the guides is that.
    if fits < calibration["refuse_below"] or found.signals.contrast < LEAST_CONTRAST:
        return "not_in_sources"
    lacks = _lacks_figure(question, [hit.text for hit in found.hits[:3]])
    if fits < calibration["answer_from"] or lacks or unknown_names(question, found):
        return "partly"
    return "answered"


def figure_asked(question: str) -> re.Pattern[str] | None:
    """What a sentence must hold where only an amount, a length or a number answers the question."""
    if _MONEY_ASKED.search(question):
        return _MONEY
    if _LENGTH_ASKED.search(question):
        return _LENGTH
    counted = _NUMBER_ASKED.search(question)
    if counted is None:
        return None
    thing = "" if counted[1].lower() == "times" else re.escape(counted[1].lower().rstrip("s"))
    return re.compile(rf"\b{_AMOUNT}\s+(?:\w+\s+){{0,3}}?{thing}", re.I)


def unknown_names(question: str, found: SearchResult) -> tuple[str, ...]:
    """The names and codes in a question that no guide holds."""
    named = re.findall(r"\s([A-Z]\w+)", question)  # with a capital, and not as the first word
    names = {name.lower() for name in named}
    return tuple(word for word in found.unknown_words if _CODE.match(word) or word in names)


def _lacks_figure(question: str, texts: Sequence[str]) -> bool:
    figure = figure_asked(question)
    return figure is not None and not any(figure.search(text) for text in texts)


def judged(
    found: Found,
    subject: GuideOutline | None,
    sections: Sequence[FoundSection],
    outline: Outline,
) -> Slot:
    """What is held on one thing that was asked, and what is missing of it.

    A section of another guide than the one asked about does not answer, nor does a figure of
    another place.
    """
    best = sections[0] if sections else None
    if best is None or found.foreign_goal:
        return Slot(found, subject, tuple(sections), "not_in_sources")
    if name_key(best.section.heading) == name_key(found.part.text):  # its heading is the question
        return Slot(found, subject, tuple(sections), "answered")
    graded, missing = _of_subject(found, subject, sections)
    graded = graded if missing else _by_nearness(graded, best, found, outline)
    if graded != "answered" and not missing and _holds_the_form(found.part, best):
        graded = "answered"
    if graded != "not_in_sources" and (names := _names_lacking(found, sections)):
        graded, missing = "partly", f"anything on {', '.join(names)}"
    if graded == "answered" and (thing := _thing_lacking(found.part, sections)):
        graded, missing = "partly", f"the {thing}"
    wanted = superlative_in(found.part.text)
    if graded != "not_in_sources" and wanted and not wanted.exact and not _says(wanted, best):
        graded, missing = "partly", f"which is the “{wanted.words}”"
    if graded != "not_in_sources" and (places := _places_lacking(found.part, sections)):
        graded, missing = "partly", f"figures on pay in {', '.join(places)}"
    return Slot(found, subject, tuple(sections), graded, missing)


def of_one_compared(slot: Slot) -> Slot:
    """The slot of one of several subjects: held if its guide tells what is compared."""
    wanted = set(slot.found.part.aspects) - {"what"}
    guide = slot.subject
    if slot.grade == "answered" or slot.missing or guide is None:
        return slot
    told = {aspect for section in guide.sections for aspect in section.aspects}
    held = bool(guide.sections) and wanted <= told
    return replace(slot, grade="answered" if held else slot.grade)


def _holds_the_form(part: Part, best: FoundSection) -> bool:
    """Whether what the question asks for is worked out from typed facts of what it names: an exam's
    facts, a plan for it, the pay of a role in a place.
    """
    kinds = {guide.kind for guide in part.subjects}
    if part.form == "fit":
        return best.score >= SUITS
    if part.form in ("plan", "card"):
        return kinds == {"certification"} and best.section.document in _documents(part)
    if part.form == "pay table" and part.places:
        held = any(country in best.section.title for country in part.places)
        return bool(part.subjects) and held and "pay" in best.section.aspects
    return False


def _documents(part: Part) -> set[str]:
    return {guide.document for guide in part.subjects}


def _of_subject(
    found: Found, subject: GuideOutline | None, sections: Sequence[FoundSection]
) -> tuple[Grade, str]:
    """The grade by the search, held to the subject that was asked about; and what is missing."""
    part, best = found.part, sections[0]
    if part.places and "pay" in part.aspects:  # then the place decides
        of_work = bool(part.subjects) and "pay" in best.section.aspects
        held = of_work and not _places_lacking(part, sections)
        return ("answered" if held else found.grade), ""
    if not part.subjects:
        return found.grade, ""
    if not _is_about(best, part, subject):
        told = [_ASPECT_NAMES[each] for each in part.aspects if each in _ASPECT_NAMES][:1]
        named = f"{told[0]} of {_named(part, subject)}" if told else ""
        return ("partly", named) if found.grade == "answered" else (found.grade, "")
    nearest = max((each.cosine for each in best.hit.sentences), default=0.0)
    if found.grade == "answered" or not set(best.section.aspects) & set(part.aspects):
        near = found.grade == "not_in_sources" and nearest >= NEAR_OF_SUBJECT
        return ("partly" if near else found.grade), ""
    lacks = _lacks_figure(part.text, [each.hit.text for each in sections[:2]])
    return ("partly" if lacks or found.unknown else "answered"), ""


def _names_lacking(found: Found, sections: Sequence[FoundSection]) -> list[str]:
    """The exams and products named in a question that nothing near the top is about."""
    part = found.part
    texts = " ".join(each.hit.text_with_headings for each in sections[:3])
    known = {name for guide in (*part.subjects, *part.has, *part.excluded) for name in guide.names}
    held = f" {name_key(texts)} "
    named = dict.fromkeys(match[0] for match in _NAMED.finditer(part.text))
    products = (match["before"] or match["after"] for match in _PRODUCT.finditer(part.text))
    named |= dict.fromkeys(name for name in products if not places_in(name))
    return [
        each
        for each in named
        if each not in _NO_NAMES
        and name_key(each) not in known
        and f" {name_key(each)} " not in held
        and not any(f" {name_key(each)} " in f" {name} " for name in known)
        and each not in part.places.values()
    ]


def _thing_lacking(part: Part, sections: Sequence[FoundSection]) -> str:
    """What a question asks for by name, if no section near the top has the word."""
    found = _THING_ASKED.search(part.text)
    if not found:
        return ""
    head = found["thing"].split()[-1].lower()
    if _NO_THING.search(head):
        return ""
    stems = set(words(head))
    text = " ".join(each.hit.text_with_headings for each in sections[:3])
    named = aspects_in(head) or _is_named(head, part)
    return "" if not stems or named or stems & set(words(text)) else found["thing"].lower()


def _is_named(word: str, part: Part) -> bool:
    """Whether a word is part of the name of a guide that the question is about."""
    return any(name_key(word) in name.split() for guide in part.subjects for name in guide.names)


def _says(wanted: Superlative, best: FoundSection) -> bool:
    """Whether the section that answers best speaks of the superlative itself."""
    said = set(words(wanted.words)) - set(words("most least"))
    return said <= set(words(f"{best.section.heading} {best.hit.text}"))


def _places_lacking(part: Part, sections: Sequence[FoundSection]) -> list[str]:
    """The places named in a question of pay that no section near the top is about."""
    if "pay" not in part.aspects:
        return []
    texts = [f"{each.section.title} 1. {each.hit.text}" for each in sections[:3]]
    return [
        (said.upper() if len(said) < 4 else said.title()) if is_part(said) else country
        for country, said in part.places.items()
        if not _holds(texts, country, said)
    ]


def _is_of_the_field(found: Found, outline: Outline, nearest: float) -> bool:
    """Whether a question is asked in words that guides have in their headings, or someone tells of
    themselves in such words: then what is near may help.
    """
    told = words(found.part.text)
    held = [word for word in dict.fromkeys(told) if word in outline.vocabulary]
    foreign = found.signals.contrast < LEAST_CONTRAST
    personal = _PERSONAL.search(found.part.text) is not None
    if personal and len(held) >= LEAST_HELD and 2 * len(held) >= len(set(told)):
        return not foreign
    return len(held) > 1 and len(held) >= MOSTLY_HELD * len(set(told)) and nearest >= LEAST_NEAR


def _by_nearness(graded: Grade, best: FoundSection, found: Found, outline: Outline) -> Grade:
    """The grade held against how near the best section's best sentence is to the question."""
    nearest = max((each.cosine for each in best.hit.sentences), default=0.0)
    told = bool(set(best.section.aspects) & set(found.part.aspects))
    if graded == "partly" and _fits_well(best, found):
        return "answered"
    hardly = graded == "answered" and not told and nearest < HARDLY
    near = graded == "not_in_sources" and (
        nearest >= NEAR or _is_of_the_field(found, outline, nearest)
    )
    return "partly" if hardly or near else graded


def _fits_well(best: FoundSection, found: Found) -> bool:
    """Whether a sentence of the section says so much the same that it answers."""
    nearest = max((each.cosine for each in best.hit.sentences), default=0.0)
    lacks = found.unknown or _lacks_figure(found.part.text, [best.hit.text])
    return nearest >= SAYS_THE_SAME and not lacks


def _holds(texts: Sequence[str], country: str, said: str) -> bool:
    """Whether one of the texts is of a country, or of the part of it that was named."""
    wanted = said.lower() if is_part(said) else country.lower()
    sentences = [each for text in texts for each in re.split(r"(?<=[.!?])\s|\n", text)]
    return any(
        wanted in s.lower() and re.search(r"\d", s) and not _DENIES.search(s) for s in sentences
    )


def grade_of(grades: Sequence[Grade]) -> Grade:
    """Of a whole message: answered or not as all of its questions are, else partly."""
    return grades[0] if len(set(grades)) == 1 else "partly"


def _is_about(best: FoundSection, part: Part, subject: GuideOutline | None) -> bool:
    wanted = [subject] if subject else part.subjects
    text = best.hit.document.text[best.section.start : best.section.end]
    first = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]
    key = f" {name_key(f'{best.section.title} {best.section.heading} {first}')} "
    names = [name for guide in wanted for name in guide.names]
    own = best.section.document in {guide.document for guide in wanted}
    return own or any(f" {name} " in key or f" {name}s " in key for name in names)


def _named(part: Part, subject: GuideOutline | None) -> str:
    return subject.name if subject else " and ".join(guide.name for guide in part.subjects)
