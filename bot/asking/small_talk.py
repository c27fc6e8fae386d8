"""Hello, thanks, who are you: what is no question for the guides, and what to say to it.

A message is small talk only when every word of it belongs to small talk, so that "hi, what pays
after MS-102?" is searched like any other question. English and German are understood.
"""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

_SHORTEST_MISSPELT = 4  # letters
_ALIKE = 80  # per cent, how like a word of small talk a misspelt word must be (Indel similarity)

# Tried in this order; the first that is in the message, its words mended, gives the reply.
_YOU = "(you|u|ya|ur|your)"
_BEINGS = (
    "(human|mensch|roboter|maschine|programm|bot|chatbot|robot|real|person|machine|ai|computer|program|alive|"
    "man|woman)"
)
_KINDS = {
    "who": [
        rf"who (are|r|is|made|built|created|developed|wrote|runs) ({_YOU}|this|there)",
        "who am i (talking|speaking|chatting|writing) (to|with)",
        rf"(how old|where) (are|r) {_YOU}",
        f"(what|which) (ai|bot|model|llm|language model)s? (is|are|r|do|does) ({_YOU}|this|behind)",
        f"do {_YOU} have (a name|feelings)",
        r"(wer|was) (bist|seid|ist) (du|ihr|das|sie)\b(?! gut)|wer sind sie",
        rf"(bist|sind|ist) (du|sie|das|hier)\b.*\b{_BEINGS}|(dein|ihr) name|wie heisst du",
        "wie hei(ß|ss)(t|en) (du|sie)|mit wem (spreche|schreibe|rede|chatte)",
        rf"(are|r) {_YOU}\b.*\b{_BEINGS}",
        rf"(am i|is this|is it|is there)\b.*\b{_BEINGS}",
        rf"what (are|r) {_YOU}(?! (able|good|for))",
        rf"{_YOU} name",
        "about yourself",
        "introduce yourself",
    ],
    "abilities": [
        rf"what\b.*\b(can|could|do|does|are) ({_YOU}|i|this)",
        "what should i (ask|type|write|try)",
        rf"how (can|could|do|does|may) ({_YOU}|i|this|it|that)(?! do$)",
        rf"what (topics|subjects|questions|guides|things|languages)\b.*\b({_YOU}|i|here)",
        rf"(do|can) {_YOU} (speak|understand|know|answer)",
        rf"where do {_YOU} (answers|sources|facts)|where do {_YOU} (get|take)",
        rf"can i (trust|ask) ({_YOU}|this)|are {_YOU} answers",
        "(i )?(need|want|would like)( some| a bit of)? help$",
        "was (kannst|koennen|können|kann|weisst|weißt|machst) (du|sie|ich|man|das)",
        "(wie|womit|wobei) (funktioniert|geht|kannst|können|kann) (das|du|sie|ich|es|man)",
        "(kannst|können|koennen) (du|sie) (mir )?(helfen|deutsch)|sprichst du|sprechen sie",
        "^(bitte )?hilfe( bitte)?$",
        rf"can {_YOU} (help|do)",
        "what (is|does|s) (this|it)",
        "what (kind|sort|type)s? of",
        "how to (use|start)",
        "^help( me)?( please)?$",
    ],
    "goodbye": [
        f"(bye|goodbye|farewell|cya|see {_YOU}|good ?night|take care|later|so long|ttyl)",
        "(have|enjoy) (a|your|the) .*(day|evening|night|week|weekend|one)$",
        "((got ?to|gotta|have to|must) (go|run|leave|dash)|until next time|catch you)",
        "(thats|that is|that was) (all|it|everything)( for (now|today))?$",
        "(tschüss|tschuess|tschau|ciao|wiedersehen|gute nacht|bis (bald|dann|später|morgen))",
        "(einen )?(schönen|schoenen) (tag|abend|feierabend)",
    ],
    "thanks": [
        "(thanks|thank|thx|tnx|ty|tysm|cheers|appreciate|appreciated|grateful|kudos)",
        "(danke|dankeschön|dankeschoen|vielen dank|merci|super|prima|klasse|toll)",
        f"{_YOU} (rock|rule|are (a star|the best|great|amazing|awesome|brilliant))",
        "(got it|understood|makes sense|clear now|been a (great|big|huge|real) help)",
        "(very|really|so|that|was|most) (helpful|useful|kind|great|good|nice|helped)",
        "^(great|perfect|awesome|nice|cool|ok|okay|wow|brilliant|amazing|lovely)(?! to meet)",
        "good (answer|job|work|one)",
    ],
    "greeting": [
        "(hello|hi|hiya|hey|heya|howdy|greetings|yo|good ?(morning|afternoon|evening|day))",
        f"how (are|r|have) ({_YOU}|things)",
        f"how (do|is) ({_YOU} do|{_YOU} day)",
        "(how is it|hows it|hows|how is) (going|life|everything|things)",
        "(whats up|what is up|wassup|sup|anyone|anybody|nice to meet|long time no see)",
        "(hallo|servus|moin|moin moin|hola|bonjour|salut|gruezi|grüezi|guten|grüß|gruess)",
        "wie (geht|gehts|läuft)|^(morning|afternoon|evening|morgen|tag|test|testing)$",
    ],
}
_PATTERNS = {
    kind: re.compile("|".join(rf"\b(?:{phrase})(?!\w)" for phrase in phrases))
    for kind, phrases in _KINDS.items()
}
_WORDS = tuple(
    """a about again ah all alive also am and any anyone anybody anything answer answers appreciate
    appreciated are ask at awesome back be best bit bot bye can chat chatbot cheers cool could
    create created cya day days dear do does doing done everyone everything evening exactly
    explain far farewell fine first for friend from fun get give go going good goodbye grateful
    great greetings guys hand have having hello help helped helpful here hey heya hi him hiya
    hope how howdy human i im in into introduce is it its job just keep kind know later let long
    lot lots machine made man many me mean meant meet mate morning much my name new nice night
    no now of off oh ok okay on one or out perfect person please pleasure program question
    questions quick quickly r real really robot run runs see should so some somebody someone
    something sort start started such sup sure take talk talking team tell thank thanks that
    thats the then there thing things think this thx time to today topics true try trying ty
    type u up ur use used useful using very wait was way we weekend welcome well were what whats
    who whos will with woman wonderful work works wow write wrote ya yes yet yo you your youre
    yourself computer ai able afternoon built developed speaking chatting writing old where
    which model llm language behind feelings subjects guides languages speak understand german
    english sources facts trust need want would like week an ttyl got gotta must leave dash
    until next catch tnx tysm kudos rock rule star amazing brilliant understood makes sense
    clear been big huge life hows wassup test testing lovely careerbot everybody folks enjoy
    alright fantastic excellent stuff truly wer bist seid du ihr sie sind das hier dein wie
    heißt heißen heisst mit wem spreche schreibe rede ich ein eine mensch roboter maschine
    kannst können koennen kann weißt weisst machst womit wobei funktioniert geht es mir helfen
    deutsch sprichst sprechen bitte hilfe tschüss tschuess tschau ciao auf wiedersehen gute
    nacht bis bald dann später morgen einen schönen schoenen noch tag abend feierabend danke
    dankeschön dankeschoen vielen dank sehr schön merci super prima klasse toll hallo servus
    moin hola bonjour salut gruezi grüezi guten grüß gruess gott gehts dir ihnen läuft alles
    fragen dich und zusammen programm für
    die wirklich echt echter""".split()  # noqa: SIM905
)
_DRAWN_OUT = re.compile(r"(.)\1{2,}")  # as in "hellooo"
_TOKEN = re.compile(r"[^\W_]+")
# All small words, and yet about the person's own work.
_OF_THE_PERSON = re.compile(
    r"\bneed\b(?! (?:some |a bit of )?help)|(?<!good )(?<!great )(?<!nice )\bjobs?\b|\bwom[ae]n\b$"
    r"|\binto it\b|\bright for\b|\bi know\b|\bwould (?:you|u) do\b"
    r"|\bi (?:like|want) (?!help|some help)"
)
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
    known = [_known(token) or _known(_DRAWN_OUT.sub(r"\1", token)) for token in tokens]
    if not tokens or not all(known):
        return ""
    said = " ".join(known)
    if _OF_THE_PERSON.search(said):
        return ""
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
    # People rarely get the first letter wrong: "they" is no misspelt "hey".
    alike = [word for word in _WORDS if word[0] == token[0]]
    nearest = process.extractOne(token, alike, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return str(nearest[0]) if nearest else ""
