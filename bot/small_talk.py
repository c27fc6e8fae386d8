"""Hello, thanks, who are you: what is no question for the guides, and what to say to it.

A message is small talk only when every word of it belongs to small talk, so that "hi, what pays
after MS-102?" is searched like any other question.
"""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

_SHORTEST_MISSPELT = 4  # letters
_ALIKE = 80  # per cent, how like a word of small talk a misspelt word must be (Indel similarity)

# Tried in this order; the first that is in the message, its words mended, gives the reply.
_YOU = "(you|u|ya|ur|your)"
_BEINGS = "(human|bot|chatbot|robot|real|person|machine|ai|computer|program|alive|man|woman)"
_KINDS = {
    "who": [
        rf"who (are|r|is|made|built|created|wrote|runs) ({_YOU}|this|there)",
        rf"(are|r) {_YOU}\b.*\b{_BEINGS}",
        rf"(am i|is this|is it|is there)\b.*\b{_BEINGS}",
        rf"what (are|r) {_YOU}(?! (able|good|for))",
        rf"{_YOU} name",
        "about yourself",
        "introduce yourself",
    ],
    "abilities": [
        rf"what\b.*\b(can|could|do|does|are|should) ({_YOU}|i|this)",
        rf"how (can|could|do|does|may) ({_YOU}|i|this|it|that)",
        rf"can {_YOU} (help|do)",
        "what (is|does|s) (this|it)",
        "what (kind|sort|type)s? of",
        "how to (use|start)",
        "^help( me)?( please)?$",
    ],
    "goodbye": [
        f"(bye|goodbye|farewell|cya|see {_YOU}|good ?night|take care|later|so long)",
    ],
    "thanks": [
        "(thanks|thank|thx|ty|cheers|appreciate|appreciated|grateful)",
        "(very|really|so|that|was|most) (helpful|useful|kind|great|good|nice|helped)",
        "^(great|perfect|awesome|nice|cool|ok|okay|wow)(?! to meet)",
        "good (answer|job|work|one)",
    ],
    "greeting": [
        "(hello|hi|hiya|hey|heya|howdy|greetings|yo|good ?(morning|afternoon|evening|day))",
        f"how (are|r) ({_YOU}|things)",
        "(how is it going|whats up|what is up|sup|anyone|anybody|nice to meet)",
    ],
}
_PATTERNS = {
    kind: re.compile("|".join(rf"\b(?:{phrase})(?!\w)" for phrase in phrases))
    for kind, phrases in _KINDS.items()
}
_WORDS = tuple(
    """a about again ah all alive also am and any anyone anybody anything answer answers appreciate
    appreciated are ask at awesome back be best bit bot bye can chat chatbot cheers cool could
    create created cya day days dear do does doing done everyone everything evening exactly explain
    far farewell fine first for friend from fun get give go going good goodbye grateful great
    greetings guys hand have having hello help helped helpful here hey heya hi him hiya hope how
    howdy human i im in into introduce is it its job just keep kind know later let long lot lots
    machine made man many me mean meant meet mate morning much my name new nice night no now of off
    oh ok okay on one or out perfect person please pleasure program question questions quick quickly
    r real really robot run runs see should so some somebody someone something sort start started
    such sup sure take talk talking team tell thank thanks that thats the then there thing things
    think this thx time to today topics true try trying ty type u up ur use used useful using very
    wait was way we weekend welcome well were what whats who whos will with woman wonderful work
    works wow write wrote ya yes yet yo you your youre yourself computer ai able afternoon
    built""".split()  # noqa: SIM905
)
_TOKEN = re.compile(r"[^\W_]+")
_TO_THE_BOT = re.compile(r"\b(you|u|ask)\b")

_HELP = (
    "Ask me about your next step: I look it up in the career guides I was given, quote them with "
    "the passage for every sentence, and say so when they hold no answer."
)
_REPLIES = {
    "who": f"I am careerbot, a program and not a person. {_HELP}",
    "abilities": _HELP,
    "thanks": "You are welcome. Ask on whenever you like.",
    "goodbye": "Goodbye, and good luck with your next step.",
    "greeting": f"Hello! {_HELP}",
}


def small_talk_in(text: str, in_conversation: bool = False) -> str:
    """Which kind of small talk a message is; empty where it asks something.

    Args:
        text: the message.
        in_conversation: whether there was an answer before, which "how does it work?" may be about.
    """
    tokens = _TOKEN.findall(text.lower().replace("'", "").replace("’", ""))
    known = [_known(token) for token in tokens]
    if not tokens or not all(known):
        return ""
    said = " ".join(known)
    kinds = (kind for kind, pattern in _PATTERNS.items() if pattern.search(said))
    kind = next(kinds, "")
    if kind == "abilities" and in_conversation and not _TO_THE_BOT.search(said):
        return ""
    return kind


def reply_to(kind: str, topics: Sequence[str]) -> str:
    """What to say to a kind of small talk; `topics` are titles of guides, as examples."""
    reply = _REPLIES[kind]
    if reply.endswith(_HELP) and topics:
        reply += " There are guides on, for example: " + "; ".join(topics) + "."
    return reply


def _known(token: str) -> str:
    """The word of small talk that this is, perhaps misspelt; else empty."""
    if token in _WORDS:
        return token
    if len(token) < _SHORTEST_MISSPELT:
        return ""
    nearest = process.extractOne(token, _WORDS, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return str(nearest[0]) if nearest else ""
