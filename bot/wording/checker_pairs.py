"""Passages and sentences, by whether the one says the other: what a checker is calibrated on."""

from typing import Literal

Relation = Literal["says", "denies", "neither"]

_LIBRARY = "The town library opens at nine on weekdays and is closed on Sundays."
_BRIDGE = "The bridge was built in 1931, is 240 metres long and carries two lanes of traffic."
_COURSE = "The course costs 300 dollars, lasts six weeks and ends with a written test."
_BAKER = "Bakers mostly start work before four in the morning and need no degree."
_TRAIN = "Trains to the coast run every hour; the last one leaves at half past ten at night."
_PERMIT = "A permit is valid for two years and can be renewed online free of charge."
_GARDEN = "Most roses flower from June to September if they get at least six hours of sun."
_FIRM = "The firm employs 45 people, of whom about a third work from home."

PAIRS: tuple[tuple[str, str, Relation], ...] = (
    (_LIBRARY, "On Sundays the library does not open.", "says"),
    (_LIBRARY, "The library can be visited on Sunday afternoons.", "denies"),
    (_LIBRARY, "The library lends films and music.", "neither"),
    (_BRIDGE, "The bridge dates from 1931.", "says"),
    (_BRIDGE, "Four lanes of traffic cross the bridge.", "denies"),
    (_BRIDGE, "The bridge was designed by a local engineer.", "neither"),
    (_COURSE, "You pay 300 dollars for six weeks of teaching.", "says"),
    (_COURSE, "There is no test at the end of the course.", "denies"),
    (_COURSE, "The course is taught by two people.", "neither"),
    (_BAKER, "One can become a baker without a degree.", "says"),
    (_BAKER, "Bakers usually begin in the late morning.", "denies"),
    (_BAKER, "Bakers earn more than cooks.", "neither"),
    (_TRAIN, "A train leaves for the coast each hour.", "says"),
    (_TRAIN, "There is a train to the coast at midnight.", "denies"),
    (_TRAIN, "Tickets to the coast are cheaper in winter.", "neither"),
    (_PERMIT, "Renewing the permit costs nothing.", "says"),
    (_PERMIT, "The permit runs out after six months.", "denies"),
    (_PERMIT, "Foreigners need a permit as well.", "neither"),
    (_GARDEN, "Roses need six hours of sun or more to flower.", "says"),
    (_GARDEN, "Most roses flower only in winter.", "denies"),
    (_GARDEN, "Roses are the flowers that are sold most.", "neither"),
    (_FIRM, "Roughly fifteen of its people work from home.", "says"),
    (_FIRM, "Everybody at the firm has to come to the office.", "denies"),
    (_FIRM, "The firm was founded by two sisters.", "neither"),
)
