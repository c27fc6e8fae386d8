"""What a model writes around an answer: greetings, offers of help, lists of sources.

It says nothing of what the guides hold, so it is left out; passages are listed by the program.
"""
# ruff: noqa: E501 - long patterns

import re
from collections.abc import Sequence

from bot.wording.shown import Shown

_MATERIAL = r"(?:the )?(?:(?:provided|given|numbered|retrieved|cited|above|following) )?(?:passages?|guides?|sources?|context|documents?|information|material)(?: (?:provided|given|above|below))?(?: to me| by you)?"
_POLITE = re.compile(
    rf"""(?:
      (?:sure|certainly|of\ course|absolutely|great\ question|good\ question|happy\ to\ help
        |hello|hi|hi\ there|thanks(?:\ for\ (?:asking|your\ question))?|okay|ok)
      (?:[,!.]\ (?:here(?:'s|\ is|\ are)\ (?:the|an|your|my)\ (?:short\ |brief\ )?(?:answer|summary|response)))?
    | (?:based\ on|according\ to|from|using)\ {_MATERIAL.replace(" ", chr(92) + " ")}
      (?:,?\ (?:here(?:'s|\ is|\ are)\ (?:the|an?|your|my|what)\ (?:short\ |brief\ )?
        (?:answer|summary|response|they\ say|I\ (?:found|know))))?
    | here(?:'s|\ is|\ are)\ (?:the|an?|your|my|what)\ (?:short\ |brief\ |direct\ )?
      (?:answer|summary|response|overview|they\ say|the\ (?:guides|passages|sources)\ say)
      (?:\ (?:to|for)\ (?:you|your\ question))?(?:,?\ based\ on\ {_MATERIAL.replace(" ", chr(92) + " ")})?
    | (?:please\ )?(?:let\ me\ know|feel\ free\ to\ (?:ask|reach\ out)|don't\ hesitate\ to\ ask)
      (?:\ (?:if|for|should|when)\ (?:you|anything|there)?\ ?(?:(?:have|need|want|would\ like|'d\ like|is)\ )?
        (?:any(?:thing)?|more|other|further|else|to\ know|questions?|help|details?|information|me|you|know|to|clarification|\ )*)?
    | I\ hope\ (?:this|that)\ (?:helps|answers\ your\ question|is\ helpful|was\ helpful)(?:\ you)?
    | is\ there\ anything\ else\ (?:you(?:'d|\ would)\ like\ to\ know|I\ can\ help\ (?:you\ )?with)
    | (?:good|best\ of)\ luck(?:\ (?:with|on|in)\ your\ (?:exam|exams|studies|career|search|preparation))?
    )[\s.!:?,]*""",
    re.IGNORECASE | re.VERBOSE,
)
_EMPTY_TITLE = re.compile(
    r"(?:(?:short|brief|direct|final|full|my|the)\s+)?(?:answer|response|summary|overview|conclusion"
    r"|details?|explanation|key (?:points?|facts|takeaways?)|in short|tl;?dr)[\s:.]*",
    re.IGNORECASE,
)
_SOURCES = re.compile(
    r"(?:list of )?(?:sources?|references?|citations?|passages?|works cited|footnotes?|notes?"
    r"|bibliography|quellen)(?: (?:used|cited|consulted))?[\s:.]*",
    re.IGNORECASE,
)


def without_frames(sentences: Sequence[Shown]) -> list[Shown]:
    """The sentences that answer something."""
    kept: list[Shown] = []
    in_sources = False
    for sentence in sentences:
        if _SOURCES.fullmatch(sentence.text):
            in_sources = True
        elif sentence.title and in_sources:
            in_sources = False
        if not in_sources and not _is_frame(sentence):
            kept.append(sentence)
    return kept


def _is_frame(sentence: Shown) -> bool:
    text = sentence.text.replace("’", "'")
    return bool(_POLITE.fullmatch(text) or _EMPTY_TITLE.fullmatch(text))
