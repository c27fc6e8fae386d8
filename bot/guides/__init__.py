"""The guides as a whole: checked before somebody signs them, and drawn as one graph."""

from bot.guides.check import Problem, check_guides
from bot.guides.graph import GuideGraph

__all__ = ["GuideGraph", "Problem", "check_guides"]
