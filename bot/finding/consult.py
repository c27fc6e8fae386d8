"""A message as it was understood -> what the guides hold on each question in it, graded."""

import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from bot.asking.asked import Asked
from bot.asking.follow_up import as_query, looked_back_at
from bot.asking.parts import Part
from bot.finding.evidence import Evidence, Found, FoundSection, Slot
from bot.finding.grading import grade, grade_of, judged, of_one_compared, unknown_names
from bot.finding.leaning import lean
from bot.types import NOBODY, Form, Grade, Turn
from index import Found as SearchResult
from index import (
    GuideOutline,
    Hit,
    Index,
    Outline,
    Query,
    Section,
    mix,
    name_key,
    split_sentences,
    words,
)

# Weight of one of several questions, beside the message that it is part of; "Too late?" alone says
# little.
OF_ITSELF, OF_FEW_WORDS, FEW_WORDS = 0.8, 0.4, 2
STORY, MOST_SENTENCES = 20, 5  # words of a message that tells a story; its sentences looked at
LEAST_SEARCHED = 8  # passages for each question: sections are chosen among theirs
TO_CHOOSE_FROM = 6  # more, if somebody's profile says which of them come first
LONGEST = 1600  # characters of a section that is read as one
OF_EACH_SUBJECT = 4  # sections that are looked at because the question names their guide

# Added to a section's score, which is from 0 to 1. Set by hand, so that a section of another guide
# than the one asked about comes first only if nothing else is near.
ABOUT_IT, ABOUT_ANOTHER, NAMED_IN_HEADING = 0.3, -0.3, 0.3
TELLS_IT, TELLS_IT_OF_SUBJECT, TO_DO_LIST = 0.25, 0.5, -0.6
ASKED_BY_NAME = 1.0  # the question is its heading, as suggested questions are
OF_THE_PLACE, OF_ANOTHER_PLACE = 0.5, -0.4
NAMES_TWO = 0.3  # more, for a heading that names two of the guides that are compared
ANOTHER_OF_GUIDE = -0.5  # for a heading on the other exam of a guide on two
SHOWN = -0.2
UNWANTED = -0.4
BEST_SENTENCE = 0.5  # weight of the cosine of a section's best sentence

_BECOMES = re.compile(
    r"\b(?:become|becoming|work as|(?:re)?train(?:ing)? (?:as|to be))\s+an?\s+"
    r"((?:[\w-]+\s+){0,3}?[\w-]+)(?=\s+(?:in|at|for|with|and|or|from|what|how|if)\b|[.,;!?]|$)",
    re.IGNORECASE,
)
_WORKER = re.compile(r"(er|or|ist|ian|nurse|chef|pilot|vet|cook)s?$", re.IGNORECASE)
_CLAUSES = re.compile(r"(?<=[.!?;])\s+|,\s+|\s+(?:and|but)\s+(?=I\b|hate|don't|not\b|love|like)")
_DISLIKES = re.compile(r"\b(hate|dislike|not|don['’]t|never|no|without|tired of)\b", re.IGNORECASE)
_NOT_WANTED = re.compile(
    r"\b(?:not|no|nor|hate|without|never|except)\s+(?:do\s+|an?\s+|any(?:thing)?\s+|doing\s+)?"
    r"(\w+)(?:,? (?:or|and|nor) (\w+))?",
    re.IGNORECASE,
)
# Form of an answer -> the aspects that it is made of, if the question names none itself.
_TOLD_BY: dict[Form, set[str]] = {
    "steps": {"entry"},
    "plan": {"preparation"},
    "have and lack": {"skills", "before", "entry"},
}
_DECIDES = re.compile(r"(yes|no)\b[,.]", re.IGNORECASE)
ANOTHER_EXAM, ANOTHER_DECISION = -0.2, -0.3  # of a question that names no subject
NOT_FOUND = 0.7  # of its best sentence's cosine: score of a section that the search did not give


def consult(index: Index, asked: Asked, outline: Outline) -> Evidence:
    """Search for each question of a message, and for what it takes for granted.

    All of it is found in one generation of the index, whatever builds do meanwhile.

    Args:
        index: where to search.
        asked: the message.
        outline: of the live guides.
    """
    started = time.monotonic()
    wanted = asked.preferences.passages
    more = TO_CHOOSE_FROM if asked.preferences.profile != NOBODY else 0
    found = search(index, asked, max(wanted, LEAST_SEARCHED) + more, outline)
    leaning = lean(index, found, asked.preferences.profile)
    with index.steady():
        slots = [
            slot
            for each in sorted(leaning.found, key=lambda each: not each.assumed)
            for slot in _slots(index, each, asked, outline)
        ]
    return Evidence(
        found=tuple(leaning.found),
        slots=tuple(slots),
        grade=grade_of([slot.grade for slot in slots if not slot.found.assumed]),
        searched=(
            *(each.question for each in found),
            *looked_back_at(asked.history),
        ),
        seconds=time.monotonic() - started,
        outline=outline,
        facts=leaning.facts,
    )


def search(index: Index, asked: Asked, number: int, outline: Outline) -> list[Found]:
    """The passages found for each question of a message, and for what it takes for granted.

    Args:
        index: where to search.
        asked: the message.
        number: how many passages are wanted for each question.
        outline: of the live guides.
    """
    shown = shown_before(asked.history, outline)
    collections = asked.preferences.collections

    def find(query: Query) -> SearchResult:
        return index.search(query, number, shown, collections)

    with index.steady():
        found = _found(index, asked, find)
    return [replace(each, foreign_goal=_goes_elsewhere(each.part, outline)) for each in found]


def _goes_elsewhere(part: Part, outline: Outline) -> bool:
    """Whether someone wants to become what no guide has in a name or heading, such as a pilot."""
    goal = _BECOMES.search(part.text)
    if goal is None or part.goal:
        return False
    head = goal[1].split()[-1]
    if part.subjects:  # of the work that someone has now, or likes
        return _WORKER.search(head) is not None and outline.vocabulary.isdisjoint(words(head))
    return outline.vocabulary.isdisjoint(words(goal[1]))


def _found(index: Index, asked: Asked, find: Callable[[Query], SearchResult]) -> list[Found]:
    several = len(asked.parts) > 1
    whole = as_query(index, asked.question if several else asked.parts[0].searched, asked.history)
    found = []
    for part in asked.parts:
        of_itself = OF_ITSELF if len(words(part.text)) > FEW_WORDS else OF_FEW_WORDS
        query = mix(index.query(part.searched), whole, of_itself) if several else whole
        result = find(query)
        graded = grade(part.text, result, index.calibration)
        unknown = unknown_names(part.text, result)
        hits = result.hits
        if len(words(part.text)) > STORY and not several:
            hits, graded = _of_story(index, part, result, graded, find)
        found.append(Found(part, hits, graded, result.signals, query, unknown))
    if asked.assumed:
        query = index.query(asked.assumed)
        result = find(query)
        if grade(asked.assumed, result, index.calibration) == "answered":
            part = Part(asked.assumed)
            found.append(Found(part, result.hits, "answered", result.signals, query, (), True))
    return found


def _of_story(
    index: Index,
    part: Part,
    whole: SearchResult,
    graded: Grade,
    find: Callable[[Query], SearchResult],
) -> tuple[tuple[Hit, ...], Grade]:
    """What is found for the sentences of a long message, each by itself: a story as a whole is like
    no passage. If one of them is answered, the message is in part.
    """
    spans = split_sentences(part.text, 0, len(part.text))
    texts = [part.text[span.start : span.end] for span in spans]
    telling = sorted((t for t in texts if len(words(t)) > FEW_WORDS), key=lambda t: "?" not in t)
    best = {hit.chunk.id: hit for hit in whole.hits}
    for text in telling[:MOST_SENTENCES]:
        result = find(index.query(text))
        said = grade(text, result, index.calibration)
        if said != "not_in_sources" and graded == "not_in_sources":
            graded = "partly"
        for hit in result.hits if said != "not_in_sources" else ():
            before = best.get(hit.chunk.id, hit)
            best[hit.chunk.id] = max(before, hit, key=lambda each: each.score)
    return tuple(sorted(best.values(), key=lambda hit: -hit.score)), graded


def shown_before(history: Sequence[Turn], outline: Outline) -> frozenset[str]:
    """Ids of the passages that the conversation has shown, with all of their sections."""
    ids = {passage for turn in history for passage in turn.passages}
    sections = {outline.section_of[chunk] for chunk in ids if chunk in outline.section_of}
    return frozenset(ids | {chunk for section in sections for chunk, _, _ in section.chunks})


def _slots(index: Index, found: Found, asked: Asked, outline: Outline) -> list[Slot]:
    """One slot for each subject that is compared, or one for the question as it is."""
    sections = _ranked(index, found, asked, outline)
    part = found.part
    if part.form != "comparison" or len(part.subjects) < 2:
        only = part.subjects[0] if len(part.subjects) == 1 else None
        return [judged(found, only, sections, outline)]
    slots = []
    for subject in part.subjects:
        own = [each for each in sections if each.section.document == subject.document]
        slots.append(of_one_compared(judged(found, subject, own, outline)))
    whole = judged(found, None, sections, outline)
    return [replace(whole, grade=grade_of([slot.grade for slot in slots])), *slots]


def _ranked(index: Index, found: Found, asked: Asked, outline: Outline) -> tuple[FoundSection, ...]:
    """The sections that may answer, best first: those found, and those of the guides named."""
    if found.part.form == "fit":
        return _suiting(index, found.part, outline)
    best: dict[str, tuple[Section, float]] = {}
    for hit in found.hits:
        whole = outline.section_of[hit.chunk.id]
        section = whole.around(hit.chunk.id, LONGEST)
        best.setdefault(whole.chunks[0][0], (section, hit.score))
    for guide in found.part.subjects:
        for section in _of_subject(guide, found.part):
            best.setdefault(
                section.chunks[0][0], (section.around(section.chunks[0][0], LONGEST), -1.0)
            )
    sections = [section for section, _ in best.values()]
    shown = shown_before(asked.history, outline)
    ranked = []
    for (section, score), hit in zip(
        best.values(), index.whole(sections, found.query), strict=True
    ):
        if score < 0:
            score = NOT_FOUND * max((each.cosine for each in hit.sentences), default=0.0)
        score += _prior(section, hit, found.part, outline)
        score += SHOWN * (hit.chunk.id in shown)
        score += BEST_SENTENCE * max((each.cosine for each in hit.sentences), default=0.0)
        ranked.append(FoundSection(section, replace(hit, score=score), score))
    excluded = {guide.document for guide in found.part.excluded}
    kept = [each for each in ranked if each.section.document not in excluded]
    if found.part.again:  # more of it, not the same once more
        kept = [each for each in kept if each.hit.chunk.id not in shown] or kept
    return tuple(sorted(kept, key=lambda each: -each.score))


def _of_subject(guide: GuideOutline, part: Part) -> list[Section]:
    """The sections of a guide that tell what is asked; the first one if no cue says what."""
    telling = [each for each in guide.sections if set(each.aspects) & set(part.aspects)]
    return (telling or list(guide.sections[:1]))[:OF_EACH_SUBJECT]


def _suiting(index: Index, part: Part, outline: Outline) -> tuple[FoundSection, ...]:
    """What roles and paths say of whom they suit, the nearest to what the person likes first;
    without those that they do not want.
    """
    unwanted = _unwanted(part)
    work = [
        guide
        for guide in outline.guides
        if guide.kind in ("role", "path")
        and guide not in part.excluded
        and unwanted.isdisjoint(words(guide.title))
    ]
    sections = [each for guide in work for each in guide.sections if "suits" in each.aspects]
    hits = index.whole(sections, index.query(f"{liked(part.text)} {part.adds}".strip()))
    found = [
        FoundSection(section, hit, max((each.cosine for each in hit.sentences), default=0.0))
        for section, hit in zip(sections, hits, strict=True)
    ]
    return tuple(sorted(found, key=lambda each: -each.score))


def _unwanted(part: Part) -> set[str]:
    """The words of what someone does not want."""
    return set(words(" ".join(word for found in _NOT_WANTED.findall(part.text) for word in found)))


def liked(text: str) -> str:
    """What someone says of themselves in a question, without the question and what they dislike."""
    said = [c for c in _CLAUSES.split(text) if not c.endswith("?") and not _DISLIKES.search(c)]
    return " ".join(said) or text


def _prior(section: Section, hit: Hit, part: Part, outline: Outline) -> float:
    """What speaks for a section beside its score: its subject, what it tells, its place."""
    prior = ASKED_BY_NAME * (name_key(section.heading) == name_key(part.text))
    documents = {guide.document for guide in part.subjects}
    elsewhere = bool(part.places) and "pay" in part.aspects  # then the place decides
    if documents and not elsewhere:
        prior += ABOUT_IT if section.document in documents else 0.0
        others = [guide for guide in part.subjects if guide.document != section.document]
        named = any(guide.is_named_in(section.heading) for guide in others)
        prior += ANOTHER_OF_GUIDE * any(_names_sibling(section, guide) for guide in part.subjects)
        prior += NAMED_IN_HEADING if named else 0.0
        both = sum(guide.is_named_in(section.heading) for guide in part.subjects) > 1
        prior += NAMES_TWO if both else 0.0
        if section.document not in documents and not named:
            guide = outline.by_document[section.document]
            prior += ABOUT_ANOTHER if guide.kind in _kinds(part.subjects) else ABOUT_ANOTHER / 2
    if part.limited and not _unwanted(part).isdisjoint(words(f"{section.title} {section.heading}")):
        prior += UNWANTED
    if not documents:
        prior += _of_another_matter(section, hit, part, outline)
    if section.is_to_do_list and not _wants_steps(part):
        prior += TO_DO_LIST
    elif set(section.aspects) & _wanted(part):
        prior += TELLS_IT_OF_SUBJECT if section.document in documents else TELLS_IT
    if part.places and "pay" in part.aspects:
        held = any(country in f"{section.title} {hit.text}" for country in part.places)
        prior += OF_THE_PLACE if held else OF_ANOTHER_PLACE
    return prior


def _of_another_matter(section: Section, hit: Hit, part: Part, outline: Outline) -> float:
    """What speaks against a section where nothing is named: it is about one exam, or it begins with
    yes or no to a question that has few words of the one asked.
    """
    guide = outline.by_document[section.document]
    exam = guide.kind == "certification" and guide.is_named_in(section.heading)
    asked = set(words(part.text))
    own = set(words(section.heading))
    decides = _DECIDES.match(hit.text.lstrip()) and 2 * len(asked & own) < len(own)
    return ANOTHER_EXAM * exam + ANOTHER_DECISION * bool(decides)


def _wanted(part: Part) -> set[str]:
    """The aspects that a question is about: of what someone lacks, what the work asks for."""
    of_form = _TOLD_BY.get(part.form, set())
    return of_form if part.form == "have and lack" else set(part.aspects) or of_form


def _names_sibling(section: Section, guide: GuideOutline) -> bool:
    """Whether a heading is about another exam of a guide than the one asked about: it names that
    one first, or alone.
    """
    if guide.document != section.document or not guide.siblings:
        return False
    key = f" {name_key(section.heading)} "
    first = min(
        (key.find(f" {name} ") for name in guide.siblings if f" {name} " in key), default=-1
    )
    own = min((key.find(f" {name} ") for name in guide.names if f" {name} " in key), default=-1)
    return first >= 0 and not 0 <= own < first


def _kinds(guides: Collection[GuideOutline]) -> set[str]:
    return {guide.kind for guide in guides}


def _wants_steps(part: Part) -> bool:
    return part.form in ("steps", "plan") or "next_steps" in part.aspects
