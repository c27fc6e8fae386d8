"""A conversation as a file that needs nothing else: Markdown, or a web page that `careerbot verify`
holds against an index, quote by quote.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from bot.page.drawing.answer import GRADES, Exchange, because, preface_lines, unsaid, where
from bot.page.drawing.blocks import SUPPORT, is_item, label_of, step_number
from bot.page.drawing.saved_blocks import saved_blocks_html
from bot.page.words import ENGLISH, Words
from bot.types import Answer, Block, Citation, Sentence

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h2 { margin-top: 2.5rem; } .grade, .notice, cite, header p { font-size: .875rem; }
h3 { margin: 1rem 0 .3rem; font-size: 1rem; } .table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9375rem; }
th, td { padding: .3rem .6rem; border: 1px solid #888; text-align: left; vertical-align: top; }
.none { font-style: italic; opacity: .75; }
.doubt { font-style: italic; } blockquote { margin: .5rem 0 0; white-space: pre-wrap; }
[data-support=unsupported] { text-decoration: underline dotted; }
[data-support=changed] { text-decoration: line-through; }
:target { outline: 2px solid; outline-offset: 4px; }
"""
# What Markdown would make something of, in a line of text.
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&]|^[-+=](?=\s|$)|^\d+(?=[.)])", re.MULTILINE)


def as_html(exchanges: Sequence[Exchange], title: str, words: Words = ENGLISH) -> str:
    """The conversation as one web page, without scripts and without anything to be loaded.

    Args:
        exchanges: all of it.
        title: of the page.
        words: of our own page; what guides and models say stays as it is.
    """
    body = "".join(
        _exchange_html(exchange, turn, words) for turn, exchange in enumerate(exchanges, 1)
    )
    saved = words("Saved on {}.", date.today().isoformat())
    saved += " " + words("careerbot verify FILE holds its quotes against the guides.")
    return (
        f'<!doctype html>\n<html lang="{words.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="generator" content="careerbot">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><header><h1>{escape(title)}</h1><p>{escape(saved)}</p></header>\n"
        f"<main>{body}</main></body></html>\n"
    )


def as_markdown(exchanges: Sequence[Exchange], title: str, words: Words = ENGLISH) -> str:
    """The conversation as Markdown, each answer with its quotes below it.

    Args:
        exchanges: all of it.
        title: of the text.
        words: as above.
    """
    parts = [f"# {_plain(title)}", words("Saved on {}.", date.today().isoformat())]
    for exchange in exchanges:
        parts += [f"## {_plain(exchange.question)}", *_reply_markdown(exchange, words)]
    return "\n\n".join(parts) + "\n"


def _exchange_html(exchange: Exchange, turn: int, words: Words) -> str:
    answer = exchange.answer
    unanswered = _paragraph("notice", _unanswered(exchange, words))
    reply = _answer_html(answer, turn, words) if answer else unanswered
    return f"<section><h2>{escape(exchange.question)}</h2>{reply}</section>\n"


def _answer_html(answer: Answer, turn: int, words: Words) -> str:
    said = GRADES[answer.grade]
    parts = [_paragraph("grade", words(said)) if said else ""]
    parts += [_paragraph("", line) for line in preface_lines(answer, words)]
    parts += [_paragraph("", f"• {topic}") for topic in _topics(answer)]
    if answer.blocks:
        blocks = saved_blocks_html(answer, f"q{turn}", words)
        parts.append(f'<div class="answer" data-model="{escape(answer.model)}">{blocks}</div>')
    parts += [_paragraph("notice", notice) for notice in _notes(answer, words)]
    quotes = "".join(
        _quote_html(citation, f"q{turn}-{place}-{number}", answer, words)
        for place, sentence in enumerate(answer.sentences)
        for number, citation in enumerate(sentence.citations)
    )
    return "".join(parts) + (f"<h3>{words('Quotes')}</h3>{quotes}" if quotes else "")


def _quote_html(citation: Citation, place: str, answer: Answer, words: Words) -> str:
    data = {
        "source": citation.source,
        "title": citation.title,
        "section": citation.section,
        "start": citation.start,
        "end": citation.end,
        "document": citation.document,
    }
    attributes = "".join(f' data-{name}="{escape(str(value))}"' for name, value in data.items())
    passage = answer.passages[citation.number - 1]
    return (
        f'<figure id="{place}"><blockquote{attributes}>{escape(citation.quote)}</blockquote>'
        f"<figcaption>[{citation.number}] <cite>{escape(citation.title)}</cite> · "
        f"{escape(where(passage, words))}</figcaption></figure>"
    )


def _paragraph(kind: str, text: str) -> str:
    lines = "<br>".join(escape(line) for line in text.split("\n") if line)
    return f'<p class="{kind}">{lines}</p>' if lines else ""


def _topics(answer: Answer) -> tuple[str, ...]:
    return answer.topics if answer.grade == "not_in_sources" else ()


def _notes(answer: Answer, words: Words) -> list[str]:
    missing = unsaid(answer, words)
    notes = [words("Not in the guides: {}", missing)] if missing else []
    notes += [words.of(notice) for notice in answer.notices]
    return notes + ([because(answer.because, words)] if answer.because else [])


def _unanswered(exchange: Exchange, words: Words) -> str:
    return words.of(exchange.problem or "There is no answer.")


def _reply_markdown(exchange: Exchange, words: Words) -> Iterator[str]:
    answer = exchange.answer
    if answer is None:
        yield f"*{_plain(_unanswered(exchange, words))}*"
        return
    if GRADES[answer.grade]:
        yield f"*{words(GRADES[answer.grade])}*"
    yield from (_plain(line) for line in preface_lines(answer, words))
    if topics := _topics(answer):
        yield "\n".join(f"- {_plain(topic)}" for topic in topics)
    for block in answer.blocks:
        yield from _block_markdown(block, words)
    yield from (f"*{_plain(note)}*" for note in _notes(answer, words))
    cited = [citation for sentence in answer.sentences for citation in sentence.citations]
    for citation in dict.fromkeys(cited):
        quote = "\n".join(f"> {_plain(line)}".rstrip() for line in citation.quote.split("\n"))
        span = (citation.start, citation.end, citation.document[:12])
        at = words("characters {}–{} of version {}", *span)
        named = f"{citation.title} · {where(answer.passages[citation.number - 1], words)}"
        yield f"{quote}\n>\n> \\[{citation.number}\\] {_plain(named)}, {at}"


def _block_markdown(block: Block, words: Words) -> Iterator[str]:
    if block.label:
        yield f"### {_plain(label_of(block, words))}"
    if block.sentences:
        yield "".join(_sentence_markdown(each, words) for each in block.sentences).strip()
    if block.rows:
        rows = [["", *(_plain(words(column)) for column in block.columns)]]
        rows.append(["---"] * len(rows[0]))
        rows += [
            [_plain(words(row.label)), *(_cell_markdown(cell, words) for cell in row.cells)]
            for row in block.rows
        ]
        yield "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell_markdown(cell: Sentence, words: Words) -> str:
    if not cell.citations:
        return f"*{_plain(words(cell.text))}*"
    return _sentence_markdown(cell, words).strip()


def _sentence_markdown(sentence: Sentence, words: Words) -> str:
    marks = "".join(f"\\[{citation.number}\\]" for citation in sentence.citations)
    doubt = words(SUPPORT[sentence.support]) if sentence.support in SUPPORT else ""
    number = step_number(sentence)
    lead = f"\n{number}. " if number else "\n- " if is_item(sentence) else sentence.lead or " "
    flagged = f" *({doubt.rstrip('.')})*" if doubt else ""
    return f"{lead}{_plain(sentence.text)} {marks}".rstrip() + flagged


def _plain(text: str) -> str:
    """Text that means nothing but itself in Markdown."""
    return _MARKUP.sub(_escaped, " ".join(text.split()))


def _escaped(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"
