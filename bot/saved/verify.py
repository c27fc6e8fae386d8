"""A conversation or plan that was saved, held against the index quote by quote.

The file may come from anybody. Nothing of it is run, loaded or believed: it is read as HTML, and
what counts is whether each quote is the span that it names of the version of a document that it
names. What a language model wrote is not judged anew, only what it quotes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from bot.errors import SavedAnswerError
from bot.saved.recheck import Recheck
from bot.saved.saved_files import SavedQuote, in_calendar, in_markdown
from index import Index, StoredDocument

LARGEST = 10 * 2**20  # bytes of a file
OTHERS: dict[str, Callable[[bytes, str], Iterator[SavedQuote]]] = {
    ".md": in_markdown,
    ".ics": in_calendar,
}
_WHOLE_ID = 64  # characters of the id of a version of a document
FIELDS = ("source", "title", "start", "end", "document")
# All that a cell of a table may say beside its quotes, in the languages of the page.
OURS = ("not stated", "nicht angegeben", "worked out", "ausgerechnet")


@dataclass(frozen=True)
class Finding:
    """What is to be said of a quote or a sentence.

    Attributes:
        text: the quote or the sentence.
        said: what is wrong with it, or what became of its guide.
        wrong: whether it is a problem, and no mere note.
    """

    text: str
    said: str
    wrong: bool = True

    def __str__(self) -> str:
        short = " ".join(self.text.split())
        short = short if len(short) <= 80 else f"{short[:79]}…"
        return f'"{short}" {self.said}'


@dataclass(frozen=True)
class Verified:
    """What a file holds, and what was found."""

    quotes: int
    findings: tuple[Finding, ...]


def verify(path: Path, index: Index) -> Verified:
    """Check what was saved: a web page, the same as Markdown, or a plan's calendar.

    Args:
        path: the file.
        index: what its quotes are held against.

    Raises:
        SavedAnswerError: the file cannot be read, is too large, or holds no quotes.
    """
    if path.suffix.lower() in OTHERS:
        return _of_quotes(list(OTHERS[path.suffix.lower()](_bytes(path), str(path))), index)
    page = _parsed(path)
    quotes = page.findall(".//blockquote")
    if not quotes:
        raise SavedAnswerError(
            f"{path} holds no quotes. Save a conversation on the page, as a web page, and name it."
        )
    check = _Check(index)
    found = [finding for quote in quotes for finding in check.quote(quote)]
    found += _sentences(page)
    return Verified(len(quotes), tuple(found))


def _of_quotes(quotes: Sequence[SavedQuote], index: Index) -> Verified:
    """Hold quotes that stand alone against the index."""
    check = _Check(index)
    return Verified(len(quotes), tuple(f for quote in quotes for f in check.saved(quote)))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise SavedAnswerError(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST:
        raise SavedAnswerError(f"{path} has more than {LARGEST:,} bytes; that is no conversation.")
    return data


def _parsed(path: Path) -> etree._Element:
    data = _bytes(path)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise SavedAnswerError(f"{path} is no web page ({error}).") from error
    if root is None or any(each.level == etree.ErrorLevels.FATAL for each in parser.error_log):
        raise SavedAnswerError(f"{path} is no web page that can be read to its end.")
    return root


class _Check:
    """Looks quotes up."""

    def __init__(self, index: Index) -> None:
        self._recheck = Recheck(index)
        self._live: dict[str, list[str]] = {}  # the texts of each source
        self._documents: dict[str, list[StoredDocument]] = {}
        for document in index.documents():
            self._live.setdefault(document.source, []).append(document.text)
            self._documents.setdefault(document.source, []).append(document)

    def quote(self, element: etree._Element) -> Iterator[Finding]:
        """What is wrong with a quote; nothing where it is what it says."""
        data = {name: element.get(f"data-{name}", "") for name in FIELDS}
        yield from self.saved(SavedQuote(_text(element), **data))

    def saved(self, quote: SavedQuote) -> Iterator[Finding]:
        """What is wrong with a quote that says where it is from."""
        text = quote.text
        if not text or not quote.start.isdecimal() or not quote.end.isdecimal():
            yield Finding(text, "does not say where it is from.")
            return
        document = self._version(quote)
        if document is None:
            yield self._in_later_versions(text, quote.source)
            return
        if document.text[int(quote.start[:9]) : int(quote.end[:9])] != text:
            where = "stands elsewhere in" if text in document.text else "does not stand in"
            yield Finding(text, f"{where} {document.source}, version {document.id[:12]}.")
        if quote.source and (quote.source, quote.title) != (document.source, document.title):
            named = f"{quote.title} ({quote.source})"
            yield Finding(
                text, f"is said to be from {named}, and is of {document.title} ({document.source})."
            )

    def _version(self, quote: SavedQuote) -> StoredDocument | None:
        """The version of a document that a quote names, in whole or by how its id begins."""
        if len(quote.document) >= _WHOLE_ID:
            return self._recheck.document(quote.document)
        live = [each for own in self._documents.values() for each in own]
        named = [each for each in live if quote.document and each.id.startswith(quote.document)]
        return named[0] if len(named) == 1 else None

    def _in_later_versions(self, text: str, source: str) -> Finding:
        if not source:  # a text file names the version only
            source = next((s for s, own in self._live.items() if text in "\n".join(own)), "")
        if any(text in live for live in self._live.get(source, ())):
            said = f"still stands in {source}, which has changed since."
            return Finding(text, said, wrong=False)
        if source in self._live:
            return Finding(text, f"does not stand in {source} any more.")
        return Finding(text, f"is from {source or 'nowhere'}, which is not in the index.")


def _sentences(page: etree._Element) -> Iterator[Finding]:
    """Sentences that name quotes which are not there, or quote what these do not say."""
    quotes = {
        figure.get("id"): _text(quote)
        for figure in page.findall(".//figure")
        for quote in figure.findall("blockquote")
    }
    for answer in page.findall(".//div[@data-model]"):
        for sentence in answer.findall(".//span[@data-quotes]"):
            yield from _sentence(sentence, quotes, answer.get("data-model") == "quotes")
        for cell in answer.findall(".//td"):
            text = " ".join(_said_without_quote(cell).split())
            if text and text not in OURS:
                yield Finding(text, "stands in a table, and has no quote.")


def _sentence(
    sentence: etree._Element, quotes: Mapping[str | None, str], quoting: bool
) -> Iterator[Finding]:
    """What is wrong with a sentence; what stands in a table is a quote, whoever wrote the rest."""
    text = _text(sentence)
    named = (sentence.get("data-quotes") or "").split()
    its = [quotes[name] for name in named if name in quotes]
    in_table = any(True for _ in sentence.iterancestors("td"))
    if len(its) < len(named):
        yield Finding(text, "names a quote that is not in the file.")
    elif its and sentence.get("data-support") == "worked_out":
        yield Finding(text, "is worked out from its quotes, which is not done again.", wrong=False)
    elif (quoting or in_table) and text not in its:
        yield Finding(text, "is shown as a quote, and is none.")
    elif not its and sentence.get("data-support") == "supported":
        yield Finding(text, "is shown as supported, and has no quote.")


def _said_without_quote(cell: etree._Element) -> str:
    """What a cell says beside its sentences and their numbers."""
    if "data-quotes" in cell.attrib or (cell.tag == "sup" and _text(cell).isdecimal()):
        return ""
    inside = "".join(f"{_said_without_quote(part)}{part.tail or ''}" for part in cell)
    return (cell.text or "") + inside


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())
