"""Pictures drawn by the server: the path as boxes and arrows, pay as bars. Each has a text twin."""

from collections.abc import Iterator, Sequence
from html import escape

from bot.tools.results import Arrow, Path, Pay, PayRow, Step

# Colours that are read on light and on dark ground; text takes the page's own.
_STYLE = (
    "<style>.t{fill:currentColor;font:13px system-ui,sans-serif}.s{font-size:11px;opacity:.8}"
    ".b{fill:none;stroke:currentColor;stroke-opacity:.55}.a{fill:none;stroke:currentColor;"
    "stroke-width:1.5}.d{stroke-dasharray:5 4}.bar{fill:#4f7cc9}</style>"
)
_BOX, _TALL, _GAP, _EDGE = 250, 44, 46, 14
_BAR, _LEFT, _LINE, _AFTER = 300, 14, 50, 130
_CHARACTERS = 34


def path_svg(path: Path) -> str:
    """A path from top to bottom; arrows that no sentence states are dashed."""
    tops = {step.guide: _EDGE + n * (_TALL + _GAP) for n, step in enumerate(path.steps)}
    height = _EDGE + max(len(path.steps), 1) * (_TALL + _GAP)
    width = _BOX + 2 * _EDGE + 110
    drawn = [_step(step, tops[step.guide]) for step in path.steps]
    drawn += _arrows(path.arrows, tops)
    return _picture(width, height, path.title, path_text(path), drawn)


def path_text(path: Path) -> str:
    """The same in words."""
    names = {step.guide: step.name for step in path.steps}
    steps = "; then ".join(step.name for step in path.steps)
    arrows = [
        f"{names[a.start]} to {names[a.end]}: {a.kind}{'' if a.says else ', no sentence states it'}"
        for a in path.arrows
    ]
    return ". ".join(part for part in (steps, *arrows) if part) + "."


def pay_svg(pay: Pay) -> str:
    """Bars of the figures; only those of one unit share a scale."""
    rows = _by_unit(pay.rows)
    most = {unit: max(row.value for row in own) for unit, own in rows.items()}
    ordered = [row for own in rows.values() for row in own]
    drawn = [_bar(row, _EDGE + n * _LINE, most[row.unit]) for n, row in enumerate(ordered)]
    height = 2 * _EDGE + max(len(ordered), 1) * _LINE
    return _picture(_LEFT + _BAR + _AFTER, height, pay.title, pay_text(pay), drawn)


def pay_text(pay: Pay) -> str:
    """The same in words."""
    said = [f"{_counted(row)}: {_figure(row)} ({row.unit}, {row.source})" for row in pay.rows]
    held = f" Nothing is held for {', '.join(pay.not_held)}." if pay.not_held else ""
    return "; ".join(said) + "." + held


def _by_unit(rows: Sequence[PayRow]) -> dict[str, list[PayRow]]:
    groups: dict[str, list[PayRow]] = {}
    for row in rows:
        groups.setdefault(row.unit, []).append(row)
    return {unit: sorted(own, key=lambda row: -row.value) for unit, own in groups.items()}


def _bar(row: PayRow, top: int, most: float) -> str:
    width = round(_BAR * row.value / most) if most else 0
    return (
        f'<text class="t s" x="{_LEFT}" y="{top + 11}">{escape(_counted(row)[:70])}</text>'
        f'<rect class="bar" x="{_LEFT}" y="{top + 18}" width="{width}" height="16" rx="3"/>'
        f'<text class="t" x="{_LEFT + width + 8}" y="{top + 31}">{escape(_figure(row))}</text>'
    )


def _counted(row: PayRow) -> str:
    return ", ".join(part for part in (row.occupation, row.place, row.as_of, row.unit) if part)


def _figure(row: PayRow) -> str:
    """The figure by which the bar is drawn."""
    return next(
        (cell.text for _, cell in row.figures if _number(cell.text) == row.value),
        row.figures[0][1].text,
    )


def _number(text: str) -> float:
    digits = "".join(c for c in text if c.isdigit() or c == ".").strip(".")
    return float(digits) if digits.count(".") < 2 and digits else 0.0


def _step(step: Step, top: int) -> str:
    name = step.name if len(step.name) <= _CHARACTERS else f"{step.name[: _CHARACTERS - 1]}…"
    return (
        f'<rect class="b" x="{_EDGE}" y="{top}" width="{_BOX}" height="{_TALL}" rx="8"/>'
        f'<text class="t" x="{_EDGE + 12}" y="{top + 20}">{escape(name)}</text>'
        f'<text class="t s" x="{_EDGE + 12}" y="{top + 36}">{escape(step.kind)}</text>'
    )


def _arrows(arrows: Sequence[Arrow], tops: dict[str, int]) -> Iterator[str]:
    """Straight from a box to the next one, in a curve past others."""
    for arrow in arrows:
        start, end = tops[arrow.start], tops[arrow.end]
        kind = "a" if arrow.says else "a d"
        if end - start == _TALL + _GAP:
            x = _EDGE + _BOX // 2
            way = f"M{x} {start + _TALL} L{x} {end - 3}"
            label = f'<text class="t s" x="{x + 8}" y="{end - 16}">{escape(arrow.kind)}</text>'
        else:
            x, far = _EDGE + _BOX, _EDGE + _BOX + 60
            a, b = start + _TALL // 2, end + _TALL // 2
            way = f"M{x} {a} C{far} {a} {far} {b} {x + 3} {b}"
            middle = (a + b) // 2
            label = f'<text class="t s" x="{far - 10}" y="{middle}">{escape(arrow.kind)}</text>'
        yield f'<path class="{kind}" d="{way}" marker-end="url(#to)"/>{label}'


def _picture(width: int, height: int, title: str, text: str, drawn: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(title)}" color-scheme="light dark">'
        f"<title>{escape(title)}</title><desc>{escape(text)}</desc>{_STYLE}"
        '<defs><marker id="to" markerWidth="9" markerHeight="8" refX="7" refY="4" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z" fill="currentColor"/></marker></defs>'
        f"{''.join(drawn)}</svg>\n"
    )
