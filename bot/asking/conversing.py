"""A follow-up with what it leaves out, taken from the question before it.

A follow-up changes one thing and keeps the rest: "and renewal?" keeps the subject, "and SC-200?"
keeps what was asked, "which of them is cheapest?" ranks what was named, and a new fact asks the
question before it again.
"""

import re
from dataclasses import replace

from bot.asking.follow_up import REFERS_BACK
from bot.asking.parts import Part
from bot.asking.person import AROUND
from bot.asking.superlatives import superlative_in
from index import GuideOutline, Outline, name_key, words

FRAGMENT = 4  # words, stop words left out, of a follow-up that changes one thing only

_MORE = re.compile(
    r"^\W*(yes|yeah|yep|sure|ok(ay)?|please|go on|continue|(tell|show) me more|more( please| detail"
    r"s?)?|and|why( is that| not)?|how so|ja|mehr|weiter|warum)\b"
    r"([\s,]+(yes|please|more|details?|tell|show|me|go|on|about|it|that|this|is|so|then|a|bit|"
    r"thanks?|you|bitte|dazu))*\W*$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\bthe (first|second|third|last|other)( one)?\b|\bthe (former|latter)\b|"
    r"^\W*(1st|2nd|3rd|first|second|third|last)( one)?\W*$|"
    r"\b(?:number|option|no\.?|#)\s*(1|2|3|one|two|three)\b",
    re.IGNORECASE,
)
_PLACES_IN_ORDER = {
    **dict.fromkeys(("first", "former", "1st", "1", "one"), 0),
    **dict.fromkeys(("second", "2nd", "2", "two"), 1),
    **dict.fromkeys(("third", "3rd", "3", "three"), 2),
    **dict.fromkeys(("last", "latter"), -1),
}
_NEW_MATTER = re.compile(
    r"\b((different|another|new|other|unrelated) (question|topic|thing)|something else|"
    r"change of (subject|topic)|nvm|never ?mind|andere frage)\b",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"\b(of (those|these|them|the two|the three)|both|which one|either)\b", re.I)
_RANKS = re.compile(r"\b(which|what|who)\b.*\b(\w+est|most|best|least|more|better|faster)\b", re.I)
_GROWS = re.compile(r"\b(growing|growth|grows?|demand|future|safest)\b", re.IGNORECASE)
_SWAPS = re.compile(
    r"^\W*(and|or|what about|how about|what of|und|same( question)?( for)?|then|ok(ay)? and)\b",
    re.I,
)
_FACT = re.compile(
    r"^\W*(?:and |but |also |actually |btw |oh |well )*"
    r"(?:i|we|my|our|it|the|i['’]?m|i['’]?ve|we['’]?ve)\b[^?]*$",
    re.IGNORECASE,
)
_NOT_THAT = re.compile(
    r"^\W*(?:but )?(?:no|not|nothing with|without|except|i hate)\b", re.IGNORECASE
)
# Kind of what was talked about -> aspects that are asked of such a thing only.
_OF_EXAMS = {"price", "score", "length", "renewal", "status", "replaced_by", "difficulty"}
_OF_EXAMS |= {"preparation", "contents", "before"}
_OF_WORK = {"pay", "outlook", "day", "suits", "downsides", "entry", "skills", "leads_to"}
_SHORT = 9  # words of a question that may be about what was talked about without naming it


def with_what_was_said(alone: Part, before: Part, outline: Outline) -> Part:
    """A follow-up with what it leaves out; a question that needs nothing stays as it is.

    Args:
        alone: the question, read by itself.
        before: the one before it.
        outline: of the live guides.
    """
    part = alone
    if all(guide.kind in AROUND for guide in part.subjects):
        part = replace(part, subjects=())  # "and the pay?" keeps the subject
    if _tells_of_oneself(part) and before.subjects:
        part = replace(part, subjects=())  # "I already have SC-300" is said of what was asked
    content = len(words(part.text))
    if _NEW_MATTER.search(part.text):
        return alone
    if (choice := _ORDINAL.search(part.text)) and len(before.subjects) > 1:
        return _chosen(part, before, choice, content)
    if not part.subjects and (named := _half_named(part, before)):
        asks = part.aspects or before.aspects
        return replace(part, subjects=(named,), text=f"{named.name}: {part.text}", aspects=asks)
    if not part.subjects and (other := _swapped_in(part, outline)):
        part = replace(part, subjects=(other,))
    if part.subjects:
        return _of_another_subject(part, before, content)
    return _of_no_subject(part, alone, before, content)


def _tells_of_oneself(part: Part) -> bool:
    """Whether it asks nothing, and names only what the person has or where they are."""
    own = {guide.document for guide in (*part.has, *part.here)}
    told = {guide.document for guide in part.subjects} <= own
    return bool(part.subjects) and told and not part.aspects and bool(_FACT.match(part.text))


def _of_no_subject(part: Part, alone: Part, before: Part, content: int) -> Part:
    """A follow-up that names nothing: more of the same, a limit, a fact, or another aspect."""
    if _MORE.match(part.text):
        return replace(before, again=True)
    if _NOT_THAT.match(part.text) and content <= FRAGMENT and (before.subjects or before.aspects):
        text = f"{before.text} {part.text}"
        return replace(before, text=text, excluded=part.excluded, limited=True)
    if _ranks_them(part, before):
        return _ranking(part, before)
    if _FACT.match(part.text) and not part.aspects and (before.subjects or before.aspects):
        has, here = (*before.has, *part.has), part.here or before.here
        return replace(before, text=f"{before.text} {part.text}", has=has, here=here)
    if _leans(part, content) or _is_of_its_kind(part, before):
        return _carried(part, before)
    return alone


def _ranks_them(part: Part, before: Part) -> bool:
    """Whether it asks which of those named is the most of something."""
    asks = _OF_THEM.search(part.text) or _RANKS.search(part.text) or superlative_in(part.text)
    bare = re.fullmatch(r"\W*(?:and |the |which is )*(?:the )?(?:\w+est)\W*", part.text, re.I)
    short = len(part.text.split()) <= _SHORT
    return len(before.subjects) > 1 and short and bool(asks or bare)


def _ranking(part: Part, before: Part) -> Part:
    """Those that were named, by what is asked of them."""
    wanted = superlative_in(f"{part.text.rstrip('?. ')} exam")
    aspects = part.aspects
    if wanted and wanted.kind:
        aspects = ("preparation",) if wanted.kind == "hours" else (wanted.kind,)
    elif _GROWS.search(part.text):
        aspects = ("outlook",)
    names = ", ".join(guide.name for guide in before.subjects)
    text = f"{names}: {part.text}"
    return replace(
        part, text=text, subjects=before.subjects, aspects=aspects, of_them=bool(aspects)
    )


def _half_named(part: Part, before: Part) -> GuideOutline | None:
    """The one of those named before of whose name the follow-up says a word that only it has."""
    told = set(words(part.text))
    met = [guide for guide in before.subjects if told & set(words(guide.name))]
    return met[0] if len(before.subjects) > 1 and len(met) == 1 else None


def _swapped_in(part: Part, outline: Outline) -> GuideOutline | None:
    """What "and endpoint?" names: the work or the exam of a tool that is no name by itself."""
    if not _SWAPS.match(part.text):
        return None
    name = name_key(_SWAPS.sub("", part.text))
    found = (outline.named.get(f"{name} {word}") for word in ("job", "exam", "certification"))
    return next(filter(None, found), None)


def _is_of_its_kind(part: Part, before: Part) -> bool:
    """Whether it asks what is asked of exams or of work, and such a thing was talked about."""
    kinds = {"exam" if guide.kind == "certification" else guide.kind for guide in before.subjects}
    asked = set(part.aspects)
    of_it = ("exam" in kinds and asked & _OF_EXAMS) or (
        kinds & {"role", "path"} and asked & _OF_WORK
    )
    return bool(of_it) and len(part.text.split()) <= _SHORT and not part.places


def _carried(part: Part, before: Part) -> Part:
    """A question that leans on the one before: its place is new, or its subject is kept."""
    if part.places and not part.aspects:  # "and in Germany?"
        return _elsewhere(part, before)
    kept = before.subjects if _OF_THEM.search(part.text) else before.subjects[:2]
    names = ", ".join(guide.name for guide in kept)
    return replace(part, text=f"{names}: {part.text}" if names else part.text, subjects=kept)


def _of_another_subject(part: Part, before: Part, content: int) -> Part:
    """ "And SC-200?" asks of another subject what was asked before."""
    bare = content <= len(words(part.subjects[0].name)) + 1  # nothing but the name
    swaps = (_SWAPS.match(part.text) or bare) and not part.aspects and content <= FRAGMENT
    if swaps and len(before.subjects) == 1 and len(part.subjects) == 1:
        return replace(part, text=_swapped(before, part.subjects[0]), aspects=before.aspects)
    return part


def _elsewhere(part: Part, before: Part) -> Part:
    """ "And in Germany?" asks of another place what was asked before."""
    text, new = before.text, next(iter(part.places.values()))
    for old in before.places.values():
        text = text.replace(old, new)
    return replace(before, text=text if new in text else f"{text} {new}", places=part.places)


def _chosen(part: Part, before: Part, choice: re.Match[str], content: int) -> Part:
    """ "The second one" of those named before; "the other" than the one that is named."""
    named = {guide.document for guide in part.subjects}
    if not named and (half := _half_named(part, before)):
        named = {half.document}
    others = [guide for guide in before.subjects if guide.document not in named]
    other = "other" in choice[0].lower() and named and others
    chosen = others[0] if other else before.subjects[_place(choice, len(before.subjects))]
    if part.aspects or content > FRAGMENT:
        said, aspects = f"{chosen.name}: {part.text}", part.aspects or before.aspects
    elif before.form == "comparison":
        said, aspects = f"What is {chosen.name}?", ("what",)
    else:
        said, aspects = f"{chosen.name}: {before.text}", before.aspects
    return replace(part, text=said, subjects=(chosen,), aspects=aspects)


def _leans(part: Part, content: int) -> bool:
    """Whether a question needs the one before it; "what is ..." asks of a thing of its own."""
    if REFERS_BACK.search(part.text):
        return content <= 2 * FRAGMENT
    return part.aspects != ("what",) and content <= 1 + bool(part.aspects)


def _place(choice: re.Match[str], number: int) -> int:
    said = next(group for group in choice.groups() if group).lower().strip()
    place = _PLACES_IN_ORDER.get(said, 1)
    return min(place, number - 1)


def _swapped(before: Part, subject: GuideOutline) -> str:
    """The question before, of another subject."""
    old = before.subjects[0]
    names = sorted(old.names, key=len, reverse=True)
    spelt = "|".join(re.escape(name).replace(r"\ ", r"[\s-]") for name in names)
    text, changed = re.subn(rf"\b(?:{spelt})\b", subject.name, before.text, flags=re.IGNORECASE)
    return text if changed else f"{subject.name}: {before.text}"
