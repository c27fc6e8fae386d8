"""What a profile adds to a question that leaves it out: a goal, what someone has, place and hours.

A question about something named stays about that; "make me a plan" is about what the person wants.
"""

import re
from dataclasses import dataclass, field, replace

from bot.asking.parts import Part
from bot.asking.places import places_in
from bot.asking.subjects import subjects_in
from bot.profile import said
from bot.types import NOBODY, Profile
from index import GuideOutline, Outline

# A question that says nothing of what it is about but the person who asks.
_OF_ONESELF = re.compile(
    r"\b(I|me|my|mine|we|us|our|ich|mir|mich|mein\w*)\b|\bnext\b|\b(plan|roadmap|timetable)\b", re.I
)
# Kinds of guides that are about circumstances: "no degree" beside a role is no subject of its own.
AROUND = ("decision", "topic")
_NEXT = re.compile(
    r"\b(next|where (do|can|should) i go|what now|as a career|from here|move on|progress)\b", re.I
)
TOO_OLD = "too old for it"  # the name by which a guide is about age
_OLDER = 40  # from this age on, people ask whether they are too old
_AGE = re.compile(
    r"\b(?:i['’]?m|i am|aged?|at|turning|turn|bin)\s+(\d\d)\b"
    r"(?!\s*(?:%|hours?|hrs|weeks?|months?|k\b|,\d|\.\d|years? in|yrs? in))|"
    r"\b(\d\d)[- ]?(?:yo\b|y/o|year[- ]old|years old|jahre alt)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Known:
    """What is known of the person who asks, linked to the guides.

    Attributes:
        goals: the guides that their goals name.
        role: the guide on what they do now.
        has: guides of certifications that they hold.
        places: as of `places_in`.
        profile: in their own words.
    """

    goals: tuple[GuideOutline, ...] = ()
    role: GuideOutline | None = None
    has: tuple[GuideOutline, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    profile: Profile = NOBODY


def known_of(profile: Profile, outline: Outline) -> Known:
    """Link what someone said of themselves to the guides."""
    if profile == NOBODY:
        return Known()
    return Known(
        goals=_named(profile.goals, outline),
        role=next(iter(_named(profile.role, outline)), None),
        has=_named(profile.certifications, outline),
        places=places_in(profile.place),
        profile=profile,
    )


def _named(text: str, outline: Outline) -> tuple[GuideOutline, ...]:
    return tuple(named.guide for named in subjects_in(text, outline))


def filled(part: Part, known: Known) -> Part:
    """The question with what it leaves out of the person put in, and which facts those are."""
    profile = known.profile
    if profile == NOBODY:
        return part
    facts: list[str] = []
    if known.has:
        part = replace(part, has=(*part.has, *(g for g in known.has if g not in part.has)))
    if known.role and not part.here:
        part = replace(part, here=(known.role,))
    if "pay" in part.aspects and not part.places and known.places:
        place = next(iter(known.places.values()))
        part = replace(part, places=known.places, adds=f"{part.adds} {place}")
        facts.append("place")
    named = [guide for guide in part.subjects if guide.kind not in AROUND]
    if _OF_ONESELF.search(part.text) and not set(named) - set(known.has):
        part = _about_them(part, known, facts)
    told = tuple(said(name, getattr(profile, name)) for name in facts)
    return replace(part, because=(*part.because, *told))


def _about_them(part: Part, known: Known, facts: list[str]) -> Part:
    """A question that names nothing is about the goal, or about the work that someone does."""
    profile = known.profile
    if part.form == "fit":
        told = [name for name in ("interests", "role") if getattr(profile, name)]
        facts += told
        liked = ". ".join(getattr(profile, name) for name in told)
        return replace(part, adds=f"{part.adds} {liked}")
    if "pay" in part.aspects and (of := known.role or next(iter(known.goals), None)):
        facts.append("role" if of is known.role else "goals")
        return replace(part, subjects=(of,), adds=f"{part.adds} {of.name}")
    moves = part.form in ("plan", "steps", "have and lack") or _NEXT.search(part.text)
    if moves and known.goals:
        facts.append("goals")
        goal = known.goals[0]
        form = "steps" if part.form == "paragraph" or part.form == "yes or no" else part.form
        return replace(part, subjects=(goal,), goal=goal, adds=profile.goals, form=form)
    if moves and known.role and part.form != "plan":
        facts.append("role")
        name = known.role.name
        return replace(part, subjects=(known.role,), adds=name, aspects=("leads_to",))
    return part


def age_in(text: str) -> int:
    """How old someone says they are; 0 if they do not, or are too young for it to matter."""
    found = _AGE.search(text)
    age = int(found[1] or found[2]) if found else 0
    return age if _OLDER <= age < 80 else 0
