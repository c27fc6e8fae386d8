"""What somebody has and lacks for a goal, by their own words beside the guide's. No score."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.profile import CODE
from bot.tools.cells import facts
from bot.tools.experience import Experience
from bot.tools.person import SPAN, Buckets, Person
from bot.tools.results import Gap, Item
from bot.tools.sources import Sources
from bot.tools.statements import Statement, about, phrases
from bot.tools.subjects import Subject, exams_of, file_of, mentions, subject_of
from bot.types import Block, Row, Sentence
from bot.wording.quoting import Quote
from index import GuideOutline, words

HAVE, LACK, UNCHECKED = "You have", "You lack", "Not checked: nothing was said on it"
SUMS = "Added up"
MOST_ITEMS = 14  # of a bucket that are shown
MOST_SAID = 60  # things of a résumé that are looked up
_NEEDS = ("before", "skills")  # aspects
_LEVELS = ("Fundamentals", "Associate", "Expert", "Specialty")
_IN_LIST = re.compile(r"[,;:•·\n]|\band\b|\bor\b|\.\s", re.IGNORECASE)
_POSTED = re.compile(r"^\W*(?:must have|required?|requirements?|nice to have|we expect)\W*", re.I)
_AND = re.compile(r",\s*(?:and\s+)?|\s+and\s+")
_NO_SKILL = re.compile(
    rf"\b(?:reports?|reviews?|titles?|certifications?|conditions?|exams?|advised|required|says?|no|"
    rf"none|routes|{CODE})\b",
    re.IGNORECASE,
)
_FILLER = frozenset(
    re.findall(
        r"\S+",
        "experience work daily day days years year months month some bit good strong "
        "knowledge used use using know own every since first line all also never only job "
        "jobs help course read demo ",
    )
)


@dataclass(frozen=True)
class _Need:
    name: str
    quote: Quote | None
    core: bool = True  # named by the goal itself, and not only by its exam


def gap(goal: Subject, said: str, of: Sources) -> Gap:
    """Have and lack for a role, path or exam.

    Args:
        goal: where somebody wants to get.
        said: their own words, or the text of a résumé; read here and kept nowhere.
        of: what is read.
    """
    person = Person(said, of)
    needs = list(_needs_of(goal, of))
    exams = _exams_of(goal, of)
    sorted_ = _Sorted(person, of)
    for need in needs:
        sorted_.take(need)
    for exam in exams:
        sorted_.exam(exam, is_goal=exam == goal)
    arithmetic = list(Experience(goal, person, sorted_, of).sums())
    sorted_.level(goal)
    sorted_.rest(goal.guide)
    return sorted_.gap(f"Have and lack: {goal.name}", goal.name, exams[-1:], arithmetic)


def gap_to_posting(posting: str, said: str, of: Sources) -> Gap:
    """Have and lack for a job that is advertised; what no guide is about is said to be not held.

    Args:
        posting: its text; read here and kept nowhere.
        said: as above.
        of: what is read.
    """
    person = Person(said, of)
    sorted_ = _Sorted(person, of)
    for part in _IN_LIST.split(posting):
        name = _POSTED.sub("", part).strip(" .:-")
        if not words(name) or len(name.split()) > 6:
            continue
        quote = _anywhere(name, of)
        if quote is None:
            sorted_.not_held.append(name)
        else:
            sorted_.take(_Need(name, quote))
    sorted_.rest(None)
    return sorted_.gap("Have and lack: this posting", "this posting", [], [])


class _Sorted(Buckets):
    """The buckets, filled one need after the other."""

    def __init__(self, person: Person, of: Sources) -> None:
        super().__init__()
        self._person = person
        self._of = of

    def take(self, need: _Need) -> None:
        """Put a need where somebody's own words put it."""
        told = self._told_on(need.name)
        asked = self._of.quoted(need.quote) if need.quote else None
        if not told:
            self.unchecked.append(Item(need.name, "", asked))
            return
        self.use(*told)
        has = [each for each in told if each.has]
        said = (has or told)[0].text
        (self.have if has and len(has) == len(told) else self.lack).append(
            Item(need.name, said if has and len(has) == len(told) else _first(told), asked)
        )

    def _told_on(self, name: str) -> list[Statement]:
        """The clauses on a thing: those with all of its words, else with one that is telling."""
        if whole := about(self._person.said, name):
            return whole
        return [s for s in self._person.said if any(mentions(s.text, n) for n in _short(name))]

    def exam(self, exam: Subject, is_goal: bool) -> None:
        """An exam that goes with the goal: held, not held any more, or not mentioned."""
        quote = self._exam_quote(exam)
        asked = self._of.quoted(quote) if quote else None
        known = self._person.exams.get(exam.exam)
        if known and known[1].has:
            self.use(known[1])
            self.have.append(Item(exam.exam, known[1].text, asked))
        elif known:
            self.use(known[1])
            self.lack.append(Item(exam.exam, known[1].text, asked))
        else:
            self.unchecked.append(Item(exam.exam, "", asked))
            if is_goal:
                self.lack.append(Item(exam.exam, "", asked))
                self.unchecked.pop()

    def _exam_quote(self, exam: Subject) -> Quote | None:
        told = self._of.told(exam, "before") or self._of.told(exam, "what")
        return told[-1] if told else None

    def level(self, goal: Subject) -> None:
        """Whether an exam that is held is of a level that the goal asks for."""
        told = self._of.told(goal, "before")
        wanted = [level for level in _LEVELS if told and level in told[0].text]
        if not told or not wanted or goal.exam or not self._person.exams:
            return
        held = [(s, said) for s, said in self._person.exams.values() if said.has]
        fits = [said for s, said in held if str(s.guide.about.get("level")) in wanted]
        name = f"{' or '.join(wanted)} certification"
        asked = self._of.quoted(told[-1])
        if fits:
            self.have.append(Item(name, fits[0].text, asked))
        elif held:
            self.lack.append(Item(name, held[0][1].text, asked))
            self.use(*(said for _, said in held))

    def rest(self, guide: GuideOutline | None) -> None:
        """What else was said: evidence if the guide speaks of it, else said to be not held."""
        for statement in self._person.said:
            if self.is_used(statement):
                continue
            for phrase in phrases(statement):
                quote = self._spoken_of(phrase, guide) or self._spoken_of(phrase, None)
                if quote is None or len(self.have) + len(self.lack) > MOST_SAID:
                    continue
                bucket = self.have if statement.has else self.lack
                known = {item.name for item in (*self.have, *self.lack)}
                if phrase not in known:
                    bucket.append(Item(phrase, statement.text, self._of.quoted(quote)))

    def _spoken_of(self, phrase: str, guide: GuideOutline | None) -> Quote | None:
        telling = [part for part in re.findall(r"[\w+.-]+", phrase) if _is_telling(part)]
        for part in sorted(telling, key=len, reverse=True):
            if quote := _in_guide(part, guide, self._of) if guide else _anywhere(part, self._of):
                return quote
        return None

    def gap(
        self, title: str, goal: str, exams: Sequence[Subject], arithmetic: Sequence[Sentence]
    ) -> Gap:
        buckets = {HAVE: self.have, LACK: self.lack, UNCHECKED: self.unchecked}
        blocks = [_table(label, items[:MOST_ITEMS]) for label, items in buckets.items() if items]
        if arithmetic:
            blocks.append(Block("paragraph", SUMS, tuple(arithmetic)))
        missing = tuple(f"anything about {name}" for name in self.not_held)
        return Gap(
            tool="gap",
            title=title,
            today=self._of.today.isoformat(),
            blocks=tuple(blocks),
            passages=self._of.numbering.passages,
            missing=missing,
            goal=goal,
            have=tuple(self.have),
            lack=tuple(self.lack),
            unchecked=tuple(self.unchecked),
            not_held=tuple(self.not_held),
            exam=exams[0].name if exams else "",
            arithmetic=tuple(arithmetic),
        )


def _first(told: Sequence[Statement]) -> str:
    return next((each.text for each in told if not each.has), told[0].text)


def _short(name: str) -> list[str]:
    """By what else a thing is called: its name in capitals at the end, or two words of it."""
    parts = re.findall(r"[\w+.-]+", name)
    capital = [part for part in parts if part[0].isupper()]
    runs = [f"{a} {b}" for a, b in pairwise(capital) if f"{a} {b}" in name]
    return [*capital[-1:], *runs]


def _is_telling(part: str) -> bool:
    """Whether a word says what a skill is about."""
    return (
        len(part) > 2 and bool(words(part)) and part.lower() not in _FILLER and not part.isdigit()
    )


def _table(label: str, bucket: Sequence[Item]) -> Block:
    rows = []
    for item in bucket:
        said = f"{item.name}: “{item.said}”" if item.said else item.name
        rows.append(Row(said, (item.asked or Sentence("not stated", (), "supported"),)))
    return Block("table", label, columns=("The guide says",), rows=tuple(rows))


def _needs_of(goal: Subject, of: Sources) -> Iterator[_Need]:
    """What a goal asks for: the skills of its guide, or the topics of its exam."""
    listed = [str(skill) for skill in goal.guide.about.get("skills") or ()]
    skills = [part for skill in listed for part in _AND.split(skill)]
    for skill in skills:
        yield _Need(skill, _in_guide(skill, goal.guide, of))
    if skills:
        return
    for aspect in _NEEDS:
        if told := of.told(goal, aspect):
            parts = _AND.split(told[0].text)
            yield from (_Need(part, told[-1]) for part in parts if _is_skill(part))
    for claim in facts(goal, "contents", of)["weight"]:
        for part in _AND.split(of.qualifier(claim, goal)):
            yield _Need(part, claim.quote)


def _is_skill(part: str) -> bool:
    """Whether a part of a list names a skill, and no time or condition."""
    return len(part.split()) <= 6 and not (SPAN.search(part) or _NO_SKILL.search(part))


def _exams_of(goal: Subject, of: Sources) -> list[Subject]:
    """The exams that go with a goal: required ones, then its own."""
    if goal.exam:
        asked = []
        for each in goal.guide.about.get("builds_on") or ():
            guide = of.by_file(each)
            if guide and guide.kind == "certification" and _asks_for(goal, guide, of):
                asked.append(subject_of(guide))
        return [*asked, goal]
    codes = [str(code) for code in goal.guide.about.get("certifications") or ()]
    for code in codes:
        for guide in of.outline.guides:
            ahead = guide.about.get("leads_to") or ()
            if code in exams_of(guide) and file_of(goal.guide) in ahead:
                return [subject_of(guide, code)]
    return []


def _asks_for(goal: Subject, guide: GuideOutline, of: Sources) -> bool:
    """Whether one exam's title asks for another one: a relation says so, or its conditions do."""
    needs = (*_required(goal.guide, file_of(guide)), *_required(guide, goal.file))
    if any(needs):
        return True
    told = of.told(goal, "before")
    return any(mentions(quote.text, exam) for quote in told for exam in exams_of(guide))


def _required(guide: GuideOutline, other: str) -> Iterator[bool]:
    for each in guide.about.get("relations") or ():
        yield each["kind"] == "required" and each["to"] == other


def _in_guide(thing: str, guide: GuideOutline | None, of: Sources) -> Quote | None:
    """The sentence of a guide that names a thing: all of its words, else the most of them."""
    stems = set(words(thing))
    if guide is None or not stems:
        return None
    best: tuple[int, Quote] | None = None
    for quote in of.sentences(guide):
        held = len(stems & set(words(quote.text)))
        if held == len(stems):
            return quote
        if held and (best is None or held > best[0]):
            best = (held, quote)
    return best[1] if best and 2 * best[0] >= len(stems) else None


def _anywhere(thing: str, of: Sources) -> Quote | None:
    """The first sentence of any guide that names a thing with all of its words."""
    stems = set(words(thing))
    letters = max(re.findall(r"[\w+.-]+", thing.lower()) or [""], key=len)
    for guide in of.outline.guides:
        if letters[:5] not in of.documents(guide.document).text.lower():
            continue
        for quote in of.sentences(guide):
            if stems and stems <= set(words(quote.text)):
                return quote
    return None
