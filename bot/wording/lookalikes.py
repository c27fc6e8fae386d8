"""Characters that look like others -> those others, so that what is checked is what is read."""

import re
import unicodedata

# Letters that no one tells from a Latin one, after the confusables of UTS 39.
_SAME = str.maketrans(
    "АВЕЅІЈКМНОРСТХУԌԜаеѕіјорсхуԁԛԝһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳՕՍԼօɑɡ",
    "ABESIJKMHOPCTXYGWaesijopcxydqwhlABEZHIKMNOPTYXocjOULoag",
)
# Letters that pass for a Latin one among others.
_NEAR = str.maketrans(
    "вкмнтґανρτυχιγκεոսւցհՏıɩʟɴʀʏɪᴏᴄᴠᴡᴢᴜƖ", "bkmhtravptuxiykenuighSiilnryiocvwzul"
)
_WORD = re.compile(r"[^\W\d_]+(?:[\d-]+[^\W\d_]*)*")
_NUMBER = re.compile(r"(?<![^\W\d])[\dOoIl|][\dOoIl|.,]*(?![^\W\d])")
_STRUCK = re.compile(
    "[\u0335-\u0338\u20d2\u20d3\u20d8-\u20db\u20e5-\u20eb]"
)  # lines through a letter
_DROPPED = re.compile("[\u115f\u1160\u17b4\u17b5\u200c\u200d\u2800\u3164\uffa0\ue000-\uf8ff]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def folded(text: str) -> str:
    """A text with one character for each look.

    Full-width, mathematical and enclosed letters and digits become plain ones, digits of other
    scripts become ours, and a word that only looks Latin becomes Latin. What is left out of a text
    is what no one sees in it.
    """
    text = _STRUCK.sub("", _DROPPED.sub("", text))
    text = "".join(map(_plain, text)) if not text.isascii() else text
    text = _WORD.sub(_latin, _SPACES.sub(" ", text))
    return _NUMBER.sub(_digits, text)


def _plain(character: str) -> str:
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    same = unicodedata.normalize("NFKC", character)
    if same.isascii() and same.strip("()., ").isalnum() and same != character:
        # A number in a circle is a number, not a part of the one beside it.
        return same if len(same.strip("().")) == len(same) else same.strip("().")
    return unicodedata.normalize("NFC", character)


def _latin(word: re.Match[str]) -> str:
    if word[0].isascii():
        return word[0]
    same = word[0].translate(_SAME)
    if any(letter.isascii() for letter in word[0]):  # a word in two scripts
        same = same.translate(_NEAR)
    base = unicodedata.normalize("NFD", same)
    return same if all(c.isascii() or unicodedata.combining(c) for c in base) else word[0]


def _digits(number: re.Match[str]) -> str:
    """Letters among the digits of a number are the digits that they look like."""
    if sum(c.isdigit() for c in number[0]) < 1 or len(number[0]) < 2:
        return number[0]
    return number[0].translate(str.maketrans("OoIl|", "00111"))
