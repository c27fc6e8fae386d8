"""Evidence -> a draft in the form that was asked for, without a language model.

What the guides say is quoted. In the program's own words are labels and what is not held, never
advice and never a fact.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal

from bot.asking.asked import Asked
from bot.career.claims import Claim, Documents, claims_of, span_hit
from bot.career.dates import NEAR, deadline_in, hours_a_week, on_this_side
from bot.career.tables import comparison, of_rows, pay, plan, quoted_share
from bot.finding.evidence import Evidence, FoundSection, Slot
from bot.finding.grading import figure_asked
from bot.types import Block, Form
from bot.wording.citing import Numbering
from bot.wording.draft import Draft
from bot.wording.quoting import Quote, Said, elements_of, section_quotes
from index import GuideOutline, name_key

WORDS, WORDS_IN_DETAIL = 130, 320  # that are quoted of the section that answers best
WORDS_BESIDE = 45  # and of one that adds to it
BESIDE, BESIDE_IN_DETAIL = 1, 3  # sections that add to the best one
NEARLY = 0.3  # less than the best section's score, for another one to add to it
LEAST_ROWS = 3  # of a table; with fewer it is left out
DEPEND_ON_END = {"status", "renewal", "replaced_by"}  # aspects
NEEDED = ("skills", "before", "entry", "preparation")  # aspects that say what a role asks for
MOST_ROWS = 10  # of a table of pay
MEASURED_FIRST = "United States"  # whose figures are ranked if no place is named
SUITING = 4  # roles that are named where someone asks what would fit


def compose(asked: Asked, evidence: Evidence, documents: Documents) -> Draft:
    """The answer in quotes.

    Args:
        asked: the message.
        evidence: what was found for it.
        documents: id -> the stored document.
    """
    composer = _Composer(asked, evidence, documents)
    blocks: list[Block] = []
    for _, slots in groupby(evidence.slots, key=lambda slot: id(slot.found)):
        blocks += composer.question(list(slots))
    cited = [passage.id for passage in composer.numbering.passages]
    return Draft(
        blocks=tuple(block for block in blocks if block.sentences or block.rows),
        passages=composer.numbering.passages,
        form=composer.form,
        missing=tuple(slot.missing for slot in evidence.slots if slot.missing),
        because=tuple(
            dict.fromkeys(fact for chunk in cited for fact in evidence.facts.get(chunk, ()))
        ),
    )


class _Composer:
    """Composes one answer; what it said and cited so far is kept in `said` and `numbering`."""

    def __init__(self, asked: Asked, evidence: Evidence, documents: Documents) -> None:
        self._asked = asked
        self._evidence = evidence
        self._outline = evidence.outline
        self._documents = documents
        self.numbering = Numbering()
        self._said = Said()
        self._dated: set[str] = set()
        self.form: Form = "paragraph"

    def question(self, slots: Sequence[Slot]) -> list[Block]:
        """The blocks that answer one question of the message."""
        first = slots[0]
        if first.grade == "not_in_sources" or not first.sections:
            return []
        # What is searched and graded is the same in any form, so only the layout is changed.
        form = "paragraph" if self._asked.preferences.plain else first.found.part.form
        layouts: dict[Form, Callable[[Sequence[Slot]], list[Block]]] = {
            "comparison": self._compared,
            "steps": self._steps,
            "fit": self._suiting,
            "card": self._card,
            "ranking": self._ranked,
            "pay table": self._pay,
            "plan": self._planned,
            "have and lack": self._asked_of,
        }
        layout = layouts.get(form)
        dated = self._dates(first)
        blocks = layout(slots) if layout else []
        if blocks:
            laid_out = any(block.rows or block.kind == "steps" or form == "fit" for block in blocks)
            self.form = form if laid_out and len(self._asked.parts) == 1 else "paragraph"
        else:
            blocks = self._paragraphs(first)
            self.form = "yes or no" if form == "yes or no" else self.form
        blocks = dated + blocks
        if len(self._evidence.found) > 1 and blocks and not first.found.assumed:
            blocks[0] = replace(blocks[0], label=blocks[0].label or first.found.question)
        return blocks

    def _paragraphs(self, slot: Slot) -> list[Block]:
        """The section that answers best, and what those beside it add."""
        detailed = self._asked.preferences.detailed
        best = slot.sections[0]
        part = slot.found.part
        narrow = part.form == "yes or no" or figure_asked(part.text) is not None
        words = WORDS_IN_DETAIL if detailed else WORDS
        quotes = section_quotes(
            part.text, best.hit, words // (1 + slot.found.assumed), self._said, narrow
        )
        blocks = self._blocks(quotes)
        for other in self._beside(slot, BESIDE_IN_DETAIL if detailed else BESIDE):
            blocks += self._adding(slot, other)
        return blocks

    def _beside(self, slot: Slot, most: int) -> list[FoundSection]:
        """Sections that add to the best one: nearly as good, and of what was asked about."""
        best, *others = slot.sections
        if slot.found.assumed:
            return []
        near = [
            each
            for each in others
            if each.score >= best.score - NEARLY and not each.section.is_to_do_list
        ]
        return near[:most]

    def _adding(self, slot: Slot, section: FoundSection) -> list[Block]:
        """The first words of a section that adds to the best one, under its heading."""
        first = [each for each in elements_of(section.hit) if each.kind == "paragraph"][:1]
        quotes = [q for q in first[0].quotes[:2] if self._said.is_new(q.text)] if first else []
        kept: list[Quote] = []
        for quote in quotes:
            if sum(len(each.text.split()) for each in [*kept, quote]) <= WORDS_BESIDE:
                kept.append(quote)
        blocks = self._blocks(kept)
        if blocks:
            blocks[0] = replace(blocks[0], label=section.section.heading)
        return blocks

    def _blocks(self, quotes: Sequence[Quote]) -> list[Block]:
        """Quotes in their order, lists and steps as blocks of their own."""
        blocks: list[Block] = []
        run: list[Quote] = []

        def close() -> None:
            rows = of_rows(run[1:] if not run[0].lead else run, self.numbering) if run else None
            if rows:
                lead_in = run[0].text if not run[0].lead else ""
                blocks.append(replace(rows, label=lead_in))
                run.clear()
            elif run:
                sentences = tuple(self.numbering.quoted(quote) for quote in run)
                first = replace(sentences[0], lead=sentences[0].lead.removeprefix("\n\n"))
                kind = _kind(run)
                blocks.append(Block(kind, sentences=(first, *sentences[1:])))
                run.clear()

        for quote in quotes:
            if quote.lead == "\n\n":
                close()
            run.append(quote)
        close()
        return blocks

    def _compared(self, slots: Sequence[Slot]) -> list[Block]:
        """How to choose, if a section says so, and the subjects side by side."""
        part = slots[0].found.part
        blocks: list[Block] = []
        choosing = [each for each in slots[0].sections if self._names_two(each, slots)]
        if choosing:
            quotes = section_quotes(part.text, choosing[0].hit, WORDS // 2, self._said)
            blocks += self._blocks(quotes)
        table = comparison(part.subjects[:4], self._documents, self.numbering, part.aspects)
        if len(table.rows) < LEAST_ROWS:
            return blocks
        return [*blocks, replace(table, label=quoted_share(table))]

    def _names_two(self, section: FoundSection, slots: Sequence[Slot]) -> bool:
        text = section.hit.text_with_headings.lower()
        names = [guide.name.lower() for guide in slots[0].found.part.subjects]
        return sum(name in text for name in names) > 1

    def _steps(self, slots: Sequence[Slot]) -> list[Block]:
        """How people get there, and the steps that a guide lists for it."""
        sections = slots[0].sections
        ways = [each for each in sections if not each.section.is_to_do_list]
        if not ways:
            return []
        part = slots[0].found.part
        blocks = self._blocks(section_quotes(part.text, ways[0].hit, WORDS, self._said))
        goal = part.goal.document if part.goal else ways[0].section.document
        for document in dict.fromkeys([goal, ways[0].section.document]):
            if steps := self._steps_of(self._outline.by_document[document]):
                return blocks + steps
        return blocks

    def _steps_of(self, guide: GuideOutline) -> list[Block]:
        """What a guide lists to do next, in its order."""
        lists = [each for each in guide.sections if each.is_to_do_list]
        if not lists:
            return []
        last = lists[-1]
        hit = span_hit(self._documents(guide.document), last.start, last.end, last.headings)
        steps = self._blocks([q for e in elements_of(hit) if e.kind == "steps" for q in e.quotes])
        return [replace(steps[0], label=f"{guide.name}: {last.heading}")] if steps else []

    def _asked_of(self, slots: Sequence[Slot]) -> list[Block]:
        """What a role asks for, and the steps to it; what the person has, they know best."""
        part = slots[0].found.part
        goals = [part.goal] if part.goal else [*part.subjects]
        goals = [guide for guide in goals if guide.kind in ("role", "path")]
        if not goals:
            return []
        table = comparison(goals[-1:], self._documents, self.numbering, NEEDED, only=True)
        if len(table.rows) < 2:
            return []
        blocks = self._paragraphs(slots[0])
        return [*blocks, replace(table, label=quoted_share(table)), *self._steps_of(goals[-1])]

    def _suiting(self, slots: Sequence[Slot]) -> list[Block]:
        """The guides that say whom their work suits, nearest first, each in its own words."""
        found: list[Quote] = []
        for each in slots[0].sections:
            if "suits" not in each.section.aspects:
                continue
            quotes = [q for e in elements_of(each.hit)[:1] for q in e.quotes[:1]]
            new = each.section.document not in {quote.hit.document.id for quote in found}
            if (
                quotes
                and new
                and not each.section.is_to_do_list
                and self._said.is_new(quotes[0].text)
            ):
                found += quotes
        items = tuple(
            replace(self.numbering.quoted(quote), lead="\n- ") for quote in found[:SUITING]
        )
        label = "Whom the work suits, the nearest to what you wrote first"
        return [Block("list", label, items)] if len(items) > 1 else []

    def _card(self, slots: Sequence[Slot]) -> list[Block]:
        """The facts of one exam."""
        part = slots[0].found.part
        table = comparison(part.subjects[:1], self._documents, self.numbering)
        return [replace(table, label=quoted_share(table))] if len(table.rows) >= LEAST_ROWS else []

    def _dates(self, slot: Slot) -> list[Block]:
        """On which side of its end today is, for each exam that is asked about and has one; said
        once in an answer.
        """
        new = [g for g in slot.found.part.subjects if g.document not in self._dated]
        self._dated.update(guide.document for guide in new)
        sentences = [
            said
            for guide in new
            for claim in claims_of(guide, ["end"], self._documents)
            if name_key(str(claim.about.get("subject") or guide.name)) in guide.names
            and self._matters(claim, slot)
            and (said := on_this_side(claim, self._asked.today, self.numbering))
        ]
        return [Block("note", sentences=tuple(sentences))] if sentences else []

    def _matters(self, claim: Claim, slot: Slot) -> bool:
        """Whether an end is near, or what was asked may depend on it."""
        near = claim.day is not None and abs((claim.day - self._asked.today).days) <= NEAR
        part = slot.found.part
        return near or part.form == "plan" or bool(DEPEND_ON_END & set(part.aspects))

    def _pay_claims(self, guides: Sequence[GuideOutline], places: Sequence[str]) -> list[Claim]:
        claims = [c for guide in guides for c in claims_of(guide, ["pay"], self._documents)]
        received = [c for c in claims if c.about.get("measure")]  # not what a rule demands
        return [c for c in received if not places or c.about.get("place") in places]

    def _pay(self, slots: Sequence[Slot]) -> list[Block]:
        """What the section says that answers best, and the figures of the place as a table."""
        part = slots[0].found.part
        places = list(part.places)
        blocks = self._paragraphs(slots[0])
        claims = self._pay_claims(part.subjects, places)
        near = [each.section.document for each in slots[0].sections[:4]]
        if not claims:
            claims = self._pay_claims([self._outline.by_document[d] for d in near], places)
        elsewhere = [g for g in self._outline.guides if any(p in g.title for p in places)]
        if not claims and places:
            claims = self._pay_claims(elsewhere, places)
        table = pay(claims, self.numbering)
        rows = table.rows[:MOST_ROWS]
        return [*blocks, replace(table, rows=rows)] if rows else blocks

    def _ranked(self, slots: Sequence[Slot]) -> list[Block]:
        """Occupations by what they pay, which is all that can be ranked."""
        part = slots[0].found.part
        if "pay" not in part.aspects and "money" not in part.text.lower():
            return []
        places = list(part.places) or [MEASURED_FIRST]
        best = [guide for guide in self._outline.guides if guide.kind in ("topic", "decision")]
        claims = self._pay_claims(best, places)
        blocks = self._paragraphs(slots[0])
        table = pay(claims, self.numbering)
        rows = table.rows[:MOST_ROWS]
        return [*blocks, replace(table, rows=rows)] if len(rows) > 1 else blocks

    def _planned(self, slots: Sequence[Slot]) -> list[Block]:
        """How to prepare, the topics by weight with the person's hours, and the steps."""
        part = slots[0].found.part
        exams = [guide for guide in part.subjects if guide.kind == "certification"]
        if not exams:
            return []
        today = self._asked.today
        a_week, by = hours_a_week(part.text), deadline_in(part.text, today)
        if by:  # no one studies for an exam that has ended
            ends = claims_of(exams[0], ["end"], self._documents)
            own = [c.day for c in ends if c.about.get("subject") in (None, exams[0].name)]
            by = min([by, *(day for day in own if day)])
        weeks = max((by - today).days // 7, 0) if by else 0
        blocks = self._paragraphs(slots[0])
        of = (self._documents, self.numbering)
        table = plan(exams[0], a_week, weeks, today, of)
        if table.rows and a_week and weeks:
            shared = f"{weeks} weeks of {a_week:g} hours, shared by the weights"
            blocks.append(replace(table, label=shared))
        return blocks + self._steps_of(exams[0])


def _kind(run: Sequence[Quote]) -> Literal["paragraph", "list", "steps"]:
    leads = [quote.lead for quote in run if quote.lead.strip()]
    if not leads:
        return "paragraph"
    return "list" if leads[0].startswith("\n-") else "steps"
