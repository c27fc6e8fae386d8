"""The guides as a whole: checked before they are signed, and drawn as one graph."""

from bot.guides.ageing import ToRecheck, to_recheck, to_review
from bot.guides.check import check_guides
from bot.guides.gaps import not_stated, without_section, without_sentence
from bot.guides.graph import GuideGraph
from bot.guides.guide import Problem, read_guides

__all__ = [
    "GuideGraph",
    "Problem",
    "ToRecheck",
    "check_guides",
    "not_stated",
    "read_guides",
    "to_recheck",
    "to_review",
    "without_section",
    "without_sentence",
]
