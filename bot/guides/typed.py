"""Values, typed facts and relations: each must rest on a sentence that says it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.guides.facts import Fact, parts, spelt_out
from bot.guides.figures import figures, figures_in_words
from bot.guides.guide import Guide, Problem
from index import Relation, Stated

VALUES = (6, 14)
OTHER_NAMES = (3, 12)
KINDS_AT_A_GLANCE = ("role", "certification", "path")
NEEDED = {"pay": ("unit", "place", "as_of", "source"), "price": ("unit", "as_of", "source")}

_CONDITION = re.compile(
    r"\b(?:must|require[sd]?|requirement|requires|condition|needs?|needed|prerequisite|mandatory"
    r"|only (?:if|with|after)|ha(?:s|ve) to|asks? for|belongs to)\b",
    re.IGNORECASE,
)


def typed_problems(
    guide: Guide, guides: Mapping[str, Guide], facts: Mapping[str, Fact]
) -> Iterator[Problem]:
    """What is wrong with the typed fields of a guide.

    Args:
        guide: the guide to check.
        guides: all guides of the folder by name; a relation may rest on the other guide.
        facts: the facts of the folder by id.
    """
    yield from _at_a_glance(guide)
    for position, stated in enumerate(guide.about.stated):
        line = guide.item_line("stated", position)
        for said in _of_stated(guide, stated, facts):
            yield Problem(guide.path.name, line, said)
    for position, relation in enumerate(guide.about.relations):
        line = guide.item_line("relations", position)
        for said in _of_relation(guide, relation, guides):
            yield Problem(guide.path.name, line, said)
    doubled = Counter((r.to, r.order) for r in guide.about.relations)
    for (to, order), count in doubled.items():
        if count > 1:
            said = f"the relation {order} {to} is given {count} times; once is enough."
            yield Problem(guide.path.name, guide.field_line("relations"), said)


def name_problems(guides: Sequence[Guide]) -> Iterator[Problem]:
    """Other names that are missing, given twice, or that two guides claim."""
    claimed = {_plain(exam): guide for guide in guides for exam in guide.about.exams}
    for guide in guides:
        file, names = guide.path.name, guide.about.also_called
        if not OTHER_NAMES[0] <= len(names) <= OTHER_NAMES[1]:
            wanted = f"{OTHER_NAMES[0]} to {OTHER_NAMES[1]}"
            said = f"also_called has {len(names)} names; {wanted} are wanted."
            yield Problem(file, guide.field_line("also_called"), said)
        for name in names:
            owner = claimed.setdefault(_plain(name), guide)
            if owner is not guide:
                said = f"the name {name!r} is claimed by {owner.path.name} too; say which it means."
                yield Problem(file, guide.field_line("also_called", name), said)
        if twice := [n for n, count in Counter(map(str.casefold, names)).items() if count > 1]:
            said = f"the name {twice[0]!r} is given twice."
            yield Problem(file, guide.field_line("also_called"), said)


def _at_a_glance(guide: Guide) -> Iterator[Problem]:
    file, values = guide.path.name, guide.about.at_a_glance
    least = VALUES[0] if guide.about.kind in KINDS_AT_A_GLANCE else 0
    if not least <= len(values) <= VALUES[1]:
        said = f"at_a_glance has {len(values)} values; {VALUES[0]} to {VALUES[1]} are wanted."
        yield Problem(file, guide.field_line("at_a_glance"), said)
    for aspect, count in Counter(value.aspect for value in values).items():
        if count > 1:
            said = f"at_a_glance gives {aspect} {count} times; a table has one cell for it."
            yield Problem(file, guide.field_line("at_a_glance", f"aspect: {aspect}"), said)
    for position, glance in enumerate(values):
        line = guide.item_line("at_a_glance", position)
        if not guide.line_of(glance.sentence):
            yield Problem(file, line, _not_in("this guide", glance.sentence))
        missing = {_short(figure) for figure in figures(glance.value)} - numbers_of(glance.sentence)
        # The exams that a guide is about, or names, need not be named again in each sentence.
        for number in sorted(missing - {*guide.about.exams, *guide.about.certifications}):
            said = f"the number {number} of {glance.value!r} is not in its sentence."
            yield Problem(file, line, said)


def _of_stated(guide: Guide, stated: Stated, facts: Mapping[str, Fact]) -> Iterator[str]:
    if not guide.line_of(stated.sentence):
        yield _not_in("this guide", stated.sentence)
    for number in sorted(_of_value(stated.value) - numbers_of(stated.sentence)):
        yield f"the number {number} of the value {stated.value!r} is not in its sentence."
    for field in NEEDED.get(stated.kind, ()):
        if not getattr(stated, field):
            yield f"a stated {stated.kind} must have {field}."
    if facts:
        yield from _against_its_fact(guide, stated, facts.get(stated.fact))


def _against_its_fact(guide: Guide, stated: Stated, fact: Fact | None) -> Iterator[str]:
    if fact is None or stated.fact not in guide.about.facts:
        yield f"the fact {stated.fact} is not among the guide's facts."
        return
    held = {_short(figure) for figure in fact.figures}
    held |= {part for figure in fact.figures for part in parts(figure)}
    for number in sorted(_of_value(stated.value) - held):
        yield f"the number {number} of the value {stated.value!r} is not in fact {stated.fact}."
    if stated.confidence and stated.confidence != fact.confidence:
        yield f"fact {stated.fact} has confidence {fact.confidence}, not {stated.confidence}."


def _of_relation(guide: Guide, relation: Relation, guides: Mapping[str, Guide]) -> Iterator[str]:
    if relation.to not in getattr(guide.about, relation.order):
        yield f"the relation leads to {relation.to!r}, which is not in {relation.order}."
    other = guides.get(relation.to)
    if not guide.line_of(relation.sentence) and not (other and other.line_of(relation.sentence)):
        yield _not_in(f"this guide or in {relation.to}", relation.sentence)
    if relation.kind == "required" and not _CONDITION.search(relation.sentence):
        yield "a required relation needs a sentence that says it is a condition."


def numbers_of(text: str) -> set[str]:
    """The figures of a text and their parts, those in words too."""
    found = figures(text)
    found |= {part for figure in found for part in parts(figure)}
    return {_short(figure) for figure in found} | figures_in_words(text)


def _of_value(value: str) -> set[str]:
    """The figures by which a typed value stands in a text."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return {spelt_out(value).lower()}
    if re.fullmatch(r"\d{4}-\d\d", value) and "01" <= value[5:] <= "12":
        return {f"{date.fromisoformat(value + '-01'):%B %Y}".lower()}
    return {_short(number) for number in re.findall(r"\d+(?:\.\d+)?", value)} - {"0", "1"}


def _short(number: str) -> str:
    """A number without the noughts at its end that say nothing."""
    return re.sub(r"\.?0+$", "", number) if re.fullmatch(r"\d+\.\d+", number) else number


def _not_in(where: str, sentence: str) -> str:
    short = sentence if len(sentence) <= 60 else sentence[:60] + "…"
    return f"this sentence does not stand in {where}: {short!r}"


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
