"""A conversation as a file that needs nothing else: Markdown, or a web page that `careerbot verify`
holds against an index, quote by quote.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from bot.extractive import ITEM, PARAGRAPH
from bot.page.model_markdown import inline_html
from bot.page.rendering import GRADES, SUPPORT, Exchange, because, where
from bot.types import Answer, Citation, Sentence

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h2 { margin-top: 2.5rem; } .grade, .notice, cite, header p { font-size: .875rem; }
.doubt { font-style: italic; } blockquote { margin: .5rem 0 0; white-space: pre-wrap; }
[data-support=weak], [data-support=unsupported] { text-decoration: underline dotted; }
[data-support=changed] { text-decoration: line-through; }
:target { outline: 2px solid; outline-offset: 4px; }
"""
# What Markdown would make something of, in a line of text.
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&]|^[-+=](?=\s|$)|^\d+(?=[.)])", re.MULTILINE)


def as_html(exchanges: Sequence[Exchange], title: str) -> str:
    """The conversation as one web page, without scripts and without anything to be loaded.

    Args:
        exchanges: all of it.
        title: of the page.
    """
    body = "".join(_exchange_html(exchange, turn) for turn, exchange in enumerate(exchanges, 1))
    saved = f"Saved on {date.today().isoformat()}. careerbot verify FILE holds its quotes against"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="generator" content="careerbot">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><header><h1>{escape(title)}</h1><p>{saved} the guides.</p></header>\n"
        f"<main>{body}</main></body></html>\n"
    )


def as_markdown(exchanges: Sequence[Exchange], title: str) -> str:
    """The conversation as Markdown, each answer with its quotes below it.

    Args:
        exchanges: all of it.
        title: of the text.
    """
    parts = [f"# {_plain(title)}", f"Saved on {date.today().isoformat()}."]
    for exchange in exchanges:
        parts += [f"## {_plain(exchange.question)}", *_reply_markdown(exchange)]
    return "\n\n".join(parts) + "\n"


def _exchange_html(exchange: Exchange, turn: int) -> str:
    answer = exchange.answer
    reply = _answer_html(answer, turn) if answer else _paragraph("notice", _unanswered(exchange))
    return f"<section><h2>{escape(exchange.question)}</h2>{reply}</section>\n"


def _answer_html(answer: Answer, turn: int) -> str:
    said = GRADES[answer.grade]
    parts = [_paragraph("grade", said) if said else "", _paragraph("", answer.preface)]
    if answer.sentences:
        sentences = "".join(
            _sentence_html(sentence, f"q{turn}-{place}", answer.model)
            for place, sentence in enumerate(answer.sentences)
        )
        parts.append(f'<div class="answer" data-model="{escape(answer.model)}">{sentences}</div>')
    parts += [_paragraph("notice", notice) for notice in _notes(answer)]
    quotes = "".join(
        _quote_html(citation, f"q{turn}-{place}-{number}", answer)
        for place, sentence in enumerate(answer.sentences)
        for number, citation in enumerate(sentence.citations)
    )
    return "".join(parts) + (f"<h3>Quotes</h3>{quotes}" if quotes else "")


def _sentence_html(sentence: Sentence, place: str, model: str) -> str:
    marks = "".join(
        f'<sup><a href="#{place}-{number}">{citation.number}</a></sup>'
        for number, citation in enumerate(sentence.citations)
    )
    doubt = SUPPORT.get(sentence.support, "")
    text = escape(sentence.text) if model == "quotes" else inline_html(sentence.text, escape)
    quotes = " ".join(f"{place}-{number}" for number in range(len(sentence.citations)))
    return (
        {ITEM: "<br>• ", PARAGRAPH: "<br><br>"}.get(sentence.lead, "")
        + f'<span class="sentence" data-support="{sentence.support}" data-quotes="{quotes}">{text}'
        f"</span>{marks} " + (f'<span class="doubt">{doubt}</span> ' if doubt else "")
    )


def _quote_html(citation: Citation, place: str, answer: Answer) -> str:
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
        f"{escape(where(passage))}</figcaption></figure>"
    )


def _paragraph(kind: str, text: str) -> str:
    lines = "<br>".join(escape(line) for line in text.split("\n") if line)
    return f'<p class="{kind}">{lines}</p>' if lines else ""


def _notes(answer: Answer) -> list[str]:
    return [*answer.notices, *([because(answer.because)] if answer.because else [])]


def _unanswered(exchange: Exchange) -> str:
    return exchange.problem or "There is no answer."


def _reply_markdown(exchange: Exchange) -> Iterator[str]:
    answer = exchange.answer
    if answer is None:
        yield f"*{_plain(_unanswered(exchange))}*"
        return
    if GRADES[answer.grade]:
        yield f"*{GRADES[answer.grade]}*"
    if answer.preface:
        yield "\n".join(line if line.startswith("- ") else _plain(line) for line in _lines(answer))
    if answer.sentences:
        yield "".join(_sentence_markdown(sentence) for sentence in answer.sentences).strip()
    yield from (f"*{_plain(note)}*" for note in _notes(answer))
    cited = [citation for sentence in answer.sentences for citation in sentence.citations]
    for citation in dict.fromkeys(cited):
        quote = "\n".join(f"> {_plain(line)}".rstrip() for line in citation.quote.split("\n"))
        at = f"characters {citation.start}–{citation.end} of version {citation.document[:12]}"
        named = f"{citation.title} · {where(answer.passages[citation.number - 1])}"
        yield f"{quote}\n>\n> \\[{citation.number}\\] {_plain(named)}, {at}"


def _lines(answer: Answer) -> list[str]:
    """The preface line by line; of a list in it, what follows the marker is escaped."""
    lines = answer.preface.split("\n")
    return [f"- {_plain(line[2:])}" if line.startswith("- ") else line for line in lines]


def _sentence_markdown(sentence: Sentence) -> str:
    marks = "".join(f"\\[{citation.number}\\]" for citation in sentence.citations)
    doubt = SUPPORT.get(sentence.support, "")
    lead = sentence.lead or " "
    flagged = f" *({doubt.rstrip('.')})*" if doubt else ""
    return f"{lead}{_plain(sentence.text)} {marks}".rstrip() + flagged


def _plain(text: str) -> str:
    """Text that means nothing but itself in Markdown."""
    return _MARKUP.sub(_escaped, " ".join(text.split()))


def _escaped(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"
