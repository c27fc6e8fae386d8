"""Answered, partly, or not in the sources: decided from what a search found."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.asking.parts import Part
from bot.finding.evidence import Found, FoundSection, Slot
from bot.finding.missing import missing_of, places_lacking
from bot.types import Grade
from index import Calibration, GuideOutline, Outline, fit, name_key, words
from index import Found as SearchResult

LEAST_CONTRAST = -0.05  # to the nearest foreign question; below it a question is foreign itself
HARDLY = 0.45  # cosine below which a section that tells something else does not answer
MOSTLY_HELD, LEAST_ALIKE = 0.6, 0.45  # share of words in headings; cosine of a sentence or question
LEAST_HELD = 2  # words of a message that are in headings, for it to be about what guides are about
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
_PERSONAL = re.compile(r"\b(I|I['’]m|I['’]ve|my|me|we|our)\b")
# What is set against something else, or has a number as exams do: "cism vs cissp", "jamf 200".
_OF_TWO = re.compile(r"\b(\w+) (?:vs\.?|versus|or) (\w+)\b|\b(\w+) \d{3}\b", re.IGNORECASE)
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
    names |= {word.lower() for pair in _OF_TWO.findall(question) for word in pair if word}
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
    graded, missing = _of_subject(found, subject, sections, outline)
    graded = graded if missing else _by_nearness(graded, best, found, outline)
    if graded != "answered" and not missing and _holds_the_form(found.part, best, outline):
        graded = "answered"
    if graded != "not_in_sources" and (
        lacking := missing_of(found.part, graded, sections, outline)
    ):
        graded, missing = "partly", lacking
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


def _holds_the_form(part: Part, best: FoundSection, outline: Outline) -> bool:
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
        return held and "pay" in best.section.aspects and _pays_there(part, outline)
    return False


def _pays_there(part: Part, outline: Outline) -> bool:
    """Whether a figure on pay is stated of the work that is asked about, in a place that is named:
    in its own guide, or in another one for an occupation that its guide counts it among.
    """
    own = [fact for guide in part.subjects for fact in guide.about.get("stated") or ()]
    codes = {fact.get("occupation_code") for fact in own if fact["kind"] == "pay"} - {None}
    others = [fact for guide in outline.guides for fact in guide.about.get("stated") or ()]
    of_it = own + [fact for fact in others if fact.get("occupation_code") in codes]
    paid = [str(fact.get("place")) for fact in of_it if fact["kind"] == "pay"]
    return any(place.startswith(tuple(part.places)) for place in paid)


def _documents(part: Part) -> set[str]:
    return {guide.document for guide in part.subjects}


def _of_subject(
    found: Found,
    subject: GuideOutline | None,
    sections: Sequence[FoundSection],
    outline: Outline,
) -> tuple[Grade, str]:
    """The grade by the search, held to the subject that was asked about; and what is missing."""
    part, best = found.part, sections[0]
    if part.places and "pay" in part.aspects:  # then the place decides
        about = bool(part.subjects) and _is_about(best, part, subject)
        of_work = about or _pays_there(part, outline)
        if part.subjects and not of_work and found.grade == "answered":
            return "partly", f"the pay of {_named(part, subject)} in {', '.join(part.places)}"
        held = of_work and "pay" in best.section.aspects and not places_lacking(part, sections)
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


def _is_of_the_field(found: Found, outline: Outline) -> bool:
    """Whether a question is asked in words that guides have in their headings, or someone tells of
    themselves in such words: then what is near may help.
    """
    told = words(found.part.text)
    held = [word for word in dict.fromkeys(told) if word in outline.vocabulary]
    if found.signals.sentence < LEAST_ALIKE or found.signals.contrast < LEAST_CONTRAST:
        return False
    personal = _PERSONAL.search(found.part.text) is not None
    if personal and len(held) >= LEAST_HELD and 2 * len(held) >= len(set(told)):
        return True
    return len(held) > 1 and len(held) >= MOSTLY_HELD * len(set(told))


def _by_nearness(graded: Grade, best: FoundSection, found: Found, outline: Outline) -> Grade:
    """The grade held against how near the best section's best sentence is to the question."""
    nearest = max((each.cosine for each in best.hit.sentences), default=0.0)
    told = bool(set(best.section.aspects) & set(found.part.aspects))
    if graded == "partly" and _fits_well(best, found):
        return "answered"
    hardly = graded == "answered" and not told and nearest < HARDLY
    near = graded == "not_in_sources" and (nearest >= NEAR or _is_of_the_field(found, outline))
    return "partly" if hardly or near else graded


def _fits_well(best: FoundSection, found: Found) -> bool:
    """Whether a sentence of the section says so much the same that it answers."""
    nearest = max((each.cosine for each in best.hit.sentences), default=0.0)
    lacks = found.unknown or _lacks_figure(found.part.text, [best.hit.text])
    return nearest >= SAYS_THE_SAME and not lacks


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
