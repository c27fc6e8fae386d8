"""Evidence -> a draft in the form that was asked for, without a language model.

What the guides say is quoted. In the program's own words are labels and what is not held, never
advice and never a fact.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal

from bot.asking.asked import Asked
from bot.asking.parts import Part
from bot.asking.superlatives import superlative_in
from bot.career.claims import Claim, Documents, claims_of, glance, span_hit
from bot.career.datelines import on_their_side, window_of
from bot.career.paying import asked_about, claims_on_pay, offer_beside, pay
from bot.career.planning import StudyTime, how_long, in_turn, study_time, weekly
from bot.career.ranking import ranked
from bot.career.tables import comparison, of_rows, quoted_share, side_by_side
from bot.finding.consult import shown_before
from bot.finding.evidence import Evidence, FoundSection, Slot
from bot.finding.grading import figure_asked
from bot.types import Block, Form, Sentence
from bot.wording.citing import Numbering
from bot.wording.draft import Draft
from bot.wording.quoting import Quote, Said, elements_of, section_quotes
from index import GuideOutline, name_key

WORDS, WORDS_IN_DETAIL = 130, 320  # that are quoted of the section that answers best
WORDS_BESIDE = 45  # and of one that adds to it
BESIDE, BESIDE_IN_DETAIL = 1, 3  # sections that add to the best one
NEARLY = 0.3  # less than the best section's score, for another one to add to it
LEAST_ROWS = 3  # of a table; with fewer it is left out
NEEDED = ("skills", "before", "entry", "preparation")  # aspects that say what a role asks for
ENOUGH = re.compile(r"\b(enough|realistic|manage|possible|in time|feasible|make it|doable)\b", re.I)
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
            dict.fromkeys(
                [fact for part in asked.parts for fact in part.because]
                + [fact for chunk in cited for fact in evidence.facts.get(chunk, ())]
            )
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
            dated += self._sum(first.found.part)
        blocks = dated + blocks
        if len(self._evidence.found) > 1 and blocks and not first.found.assumed:
            blocks[0] = replace(blocks[0], label=blocks[0].label or first.found.question)
        return blocks

    def _paragraphs(self, slot: Slot) -> list[Block]:
        """The section that answers best, and what those beside it add."""
        detailed = self._asked.preferences.detailed
        best = slot.sections[0]
        part = slot.found.part
        again = best.hit.chunk.id in shown_before(self._asked.history, self._outline)
        narrow = again or part.form == "yes or no" or figure_asked(part.text) is not None
        words = WORDS_IN_DETAIL if detailed else 0 if again else WORDS
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
        elements = [each for each in elements_of(section.hit) if each.kind == "paragraph"]
        figure = figure_asked(slot.found.part.text)
        holding = [e for e in elements if figure and any(figure.search(q.text) for q in e.quotes)]
        first = (holding or elements)[:1]
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
            lead_in, rows = _parted(run)
            if table := of_rows(rows, self.numbering):
                if lead_in:
                    blocks.append(Block("paragraph", sentences=(self._quoted(lead_in),)))
                blocks.append(table)
                run.clear()
            elif run:
                kind, sentences = _kind(run), tuple(self.numbering.quoted(each) for each in run[1:])
                blocks.append(Block(kind, sentences=(self._quoted(run[0]), *sentences)))
                run.clear()

        for quote in quotes:
            begins = bool(run) and bool(quote.lead.strip()) and not run[-1].lead.strip()
            if quote.lead == "\n\n" or (begins and not run[-1].text.endswith(":")):
                close()
            run.append(quote)
        close()
        return blocks

    def _quoted(self, quote: Quote) -> Sentence:
        """The first sentence of a block."""
        sentence = self.numbering.quoted(quote)
        return replace(sentence, lead=sentence.lead.removeprefix("\n\n"))

    def _compared(self, slots: Sequence[Slot]) -> list[Block]:
        """How to choose, or whom each is for, and the subjects side by side."""
        part = slots[0].found.part
        guides = part.subjects[:4]
        choosing = [each for each in slots[0].sections if self._says_how_to_choose(each, guides)]
        if choosing:
            quotes = section_quotes(part.text, choosing[0].hit, WORDS // 2, self._said)
            blocks = self._blocks(quotes)
        else:
            blocks = self._for_whom(guides)
        table = comparison(guides, self._documents, self.numbering, part.aspects)
        if len(table.rows) < LEAST_ROWS:
            return blocks
        return [*blocks, replace(table, label=quoted_share(table))]

    def _says_how_to_choose(self, section: FoundSection, guides: Sequence[GuideOutline]) -> bool:
        """Whether a section's heading or its first sentence is about two of the guides."""
        quotes = [quote for each in elements_of(section.hit)[:1] for quote in each.quotes[:1]]
        text = f"{section.section.heading} {quotes[0].text if quotes else ''}"
        return sum(guide.is_named_in(text) for guide in guides) > 1

    def _for_whom(self, guides: Sequence[GuideOutline]) -> list[Block]:
        """The sentence of each guide that says whom its subject is for."""
        told = [glance(guide, "suits", self._documents) for guide in guides]
        quotes = [quotes[1] for quotes in told if len(quotes) > 1]
        if len(quotes) < len(guides):
            return []
        fresh = [quote for quote in quotes if self._said.is_new(quote.text)]
        return [Block("paragraph", sentences=tuple(map(self.numbering.quoted, fresh)))]

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
        """Whom kinds of work suit and what is hard about them, the nearest to the person first."""
        documents = dict.fromkeys(each.section.document for each in slots[0].sections)
        guides = [self._outline.by_document[document] for document in documents]
        table = side_by_side(guides, ("suits", "downsides"), self._documents, self.numbering)
        table = replace(table, rows=table.rows[:SUITING])
        label = "Whom the work suits, the nearest to what you wrote first"
        return [replace(table, label=label)] if len(table.rows) > 1 else []

    def _card(self, slots: Sequence[Slot]) -> list[Block]:
        """The facts of one exam."""
        part = slots[0].found.part
        table = comparison(part.subjects[:1], self._documents, self.numbering)
        return [replace(table, label=quoted_share(table))] if len(table.rows) >= LEAST_ROWS else []

    def _dates(self, slot: Slot) -> list[Block]:
        """What is worked out from today's date, for exams that no part before was about."""
        part, today = slot.found.part, self._asked.today
        new = [g for g in part.subjects if g.document not in self._dated]
        self._dated.update(guide.document for guide in new)
        of = (self._documents, self.numbering)
        sentences = on_their_side(new, part, today, of)
        asked = replace(part, text=self._asked.question)
        if window := window_of(asked, self._outline.guides, today, of):
            sentences.append(window)
        return [Block("note", sentences=tuple(sentences))] if sentences else []

    def _pay(self, slots: Sequence[Slot]) -> list[Block]:
        """What the section says that answers best, and the figures of the place as a table."""
        part = slots[0].found.part
        claims = self._figures(part, slots[0].sections)
        asked = asked_about(claims, part, slots[0].sections[0], self._documents)
        offer = offer_beside(part.text, asked, self.numbering)
        blocks = [Block("note", sentences=(offer,))] if offer else []
        blocks += self._paragraphs(slots[0])
        table = pay(asked or claims, self.numbering)
        return [*blocks, table] if table.rows else blocks

    def _figures(self, part: Part, sections: Sequence[FoundSection]) -> list[Claim]:
        """The figures on pay of the guides that are asked about, or else of those found."""
        elsewhere = [g for g in self._outline.guides if any(p in g.title for p in part.places)]
        claims = claims_on_pay([*part.subjects, *elsewhere], part, self._documents)
        if claims:
            return claims
        near = dict.fromkeys(each.section.document for each in sections[:4])
        guides = [self._outline.by_document[document] for document in near]
        return claims_on_pay(guides, part, self._documents)

    def _ranked(self, slots: Sequence[Slot]) -> list[Block]:
        """Exams by a figure that is stated of them, or occupations by what they pay."""
        part = slots[0].found.part
        if part.of_them:
            aspects = part.aspects[:2]
            table = side_by_side(part.subjects, aspects, self._documents, self.numbering)
            return [table] if len(table.rows) > 1 else []
        wanted = superlative_in(part.text)
        if wanted and wanted.kind:
            guides, documents = self._outline.guides, self._documents
            table = ranked(wanted, part.text, guides, documents, self.numbering)
            return [table] if len(table.rows) > 1 else []
        if "pay" not in part.aspects and "money" not in part.text.lower():
            return []
        of = part if part.places else replace(part, places={MEASURED_FIRST: MEASURED_FIRST})
        best = [guide for guide in self._outline.guides if guide.kind in ("topic", "decision")]
        blocks = self._paragraphs(slots[0])
        table = pay(claims_on_pay(best, of, self._documents), self.numbering)
        return [*blocks, table] if len(table.rows) > 1 else blocks

    def _planned(self, slots: Sequence[Slot]) -> list[Block]:
        """What the hours come to, how to prepare, the topics by weight, and the steps."""
        part = slots[0].found.part
        exams = [guide for guide in part.subjects if guide.kind == "certification"]
        exams = exams or self._exams_for(part)
        if not exams:
            return []
        time = self._study_time(part, exams[0])
        of = (self._documents, self.numbering)
        total = how_long(exams, time, of)
        blocks = [Block("note", sentences=(total,))] if total else []
        blocks += self._preparing(slots[0], exams[0])
        blocks.append(weekly(exams[0], time, of) if len(exams) == 1 else in_turn(exams, time, of))
        return [*blocks, *self._steps_of(exams[0])]

    def _exams_for(self, part: Part) -> list[GuideOutline]:
        """The first exam that the guide of a goal names and the person does not have yet."""
        named = [str(c) for guide in part.subjects for c in guide.about.get("certifications") or ()]
        exams = [self._outline.named.get(name_key(name)) for name in named]
        return [exam for exam in exams if exam and exam not in part.has][:1]

    def _study_time(self, part: Part, exam: GuideOutline) -> StudyTime:
        time = study_time(part.text, self._asked.preferences.profile.hours, self._asked.today)
        ends = claims_of(exam, ["end"], self._documents)
        own = [c.day for c in ends if c.about.get("subject") in (None, exam.name)]
        # No one studies for an exam that has ended.
        return replace(time, by=min([time.by, *filter(None, own)])) if time.by else time

    def _sum(self, part: Part) -> list[Block]:
        """What the time that a question names comes to for the exam that it is about."""
        exams = [guide for guide in part.subjects if guide.kind == "certification"]
        asks = {"preparation", "difficulty"} & set(part.aspects) or ENOUGH.search(part.text)
        if len(exams) != 1 or part.form == "pay table" or not asks:
            return []
        time = self._study_time(part, exams[0])
        total = how_long(exams, time, (self._documents, self.numbering))
        return [Block("note", sentences=(total,))] if total else []

    def _preparing(self, slot: Slot, exam: GuideOutline) -> list[Block]:
        """What the exam's guide says of preparing for it."""
        telling = [each for each in exam.sections if "preparation" in each.aspects]
        if not telling:
            return self._paragraphs(slot)
        section = telling[0]
        document = self._documents(exam.document)
        hit = span_hit(document, section.start, section.end, section.headings)
        return self._blocks(section_quotes(slot.found.part.text, hit, WORDS, self._said))


def _parted(run: Sequence[Quote]) -> tuple[Quote | None, Sequence[Quote]]:
    """The sentence that introduces a list or table, and its items."""
    introduced = bool(run) and not run[0].lead.strip()
    return (run[0], run[1:]) if introduced else (None, run)


def _kind(run: Sequence[Quote]) -> Literal["paragraph", "list", "steps"]:
    leads = [quote.lead for quote in run if quote.lead.strip()]
    if not leads:
        return "paragraph"
    return "list" if leads[0].startswith("\n-") else "steps"
