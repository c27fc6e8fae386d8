"""The relations between guides as one graph: where roles, certifications and paths lead."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import networkx as nx

from bot.guides.guide import Guide, Problem, read_guides

KINDS = ("path", "role", "certification", "decision", "topic")
COLUMNS = ("decision", "role", "path", "certification", "topic")  # of the picture
WIDTH, HEIGHT, GAP_X, GAP_Y = 230, 34, 120, 14  # of a box, and between boxes
MARGIN, HEADER = 20, 30
COLOURS = {
    "path": "#dbeafe",
    "role": "#dcfce7",
    "certification": "#fef3c7",
    "decision": "#fae8ff",
    "topic": "#f3f4f6",
}


class GuideGraph:
    """Guides as nodes; an edge leads from what one builds on to what comes next.

    Args:
        guides: of one folder.
    """

    def __init__(self, guides: Sequence[Guide]) -> None:
        self._guides = {guide.name: guide for guide in guides}
        exams = {exam: guide.name for guide in guides for exam in guide.about.exams}
        self.graph: nx.DiGraph[str] = nx.DiGraph()
        self.graph.add_nodes_from(self._guides)
        for name, guide in self._guides.items():
            about = guide.about
            self._join([(other, name) for other in about.builds_on])
            self._join([(name, other) for other in (*about.leads_to, *about.replaced_by)])
            self._join([(exams[exam], name) for exam in about.certifications if exam in exams])

    @classmethod
    def of_folder(cls, folder: Path) -> "GuideGraph":
        """The graph of the guides in a folder."""
        return cls(read_guides(folder)[0])

    def _join(self, pairs: Sequence[tuple[str, str]]) -> None:
        known = [(a, b) for a, b in pairs if a != b and {a, b} <= self._guides.keys()]
        self.graph.add_edges_from(known)

    def problems(self) -> list[Problem]:
        """Islands, and guides from which nothing leads on though they do not say `ends_here`."""
        found = []
        islands = sorted(nx.weakly_connected_components(self.graph), key=len)[:-1]
        for name in sorted(set().union(*islands)):
            guide = self._guides[name]
            said = "nothing leads here and nothing leads on; name it in builds_on or leads_to."
            found.append(Problem(guide.path.name, guide.field_line("leads_to"), said))
        for guide in self._guides.values():
            about = guide.about
            if not (about.leads_to or about.replaced_by or about.ends_here):
                said = "it is a dead end; name what follows in leads_to, or say `ends_here: true`."
                found.append(Problem(guide.path.name, guide.field_line("leads_to"), said))
        return sorted(found)

    def as_text(self) -> str:
        """One line a guide: its kind, its title, and the titles of what follows."""
        lines = []
        for kind in KINDS:
            for name in sorted(self._guides):
                if self._guides[name].about.kind == kind:
                    after = ", ".join(self._title(other) for other in sorted(self.graph[name]))
                    lines.append(f"{kind:14}{self._title(name)} -> {after or '(ends here)'}")
        return "\n".join(lines)

    def as_svg(self) -> str:
        """A picture: a column for each kind of guide, and curves from guide to guide."""
        places = self._places()
        width = MARGIN + GAP_X // 2 + max((x + WIDTH for x, _ in places.values()), default=0)
        height = MARGIN + max((y + HEIGHT for _, y in places.values()), default=0)
        known = [(a, b) for a, b in sorted(self.graph.edges) if {a, b} <= places.keys()]
        edges = "\n".join(_curve(places[a], places[b]) for a, b in known)
        heads = "\n".join(
            f'<text x="{MARGIN + x * (WIDTH + GAP_X)}" y="{MARGIN + 12}">{kind}s</text>'
            for x, kind in enumerate(COLUMNS)
        )
        boxes = "\n".join(
            _box(self._title(name), self._guides[name].about.kind or "topic", *place)
            for name, place in sorted(places.items())
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" font-family="sans-serif" '
            f'font-size="12">\n<title>How the guides lead to one another</title>\n'
            f'<defs><marker id="to" markerWidth="8" markerHeight="8" refX="7" refY="3" '
            f'orient="auto"><path d="M0 0 L7 3 L0 6 z" fill="#6b7280"/></marker></defs>\n'
            f'<g font-weight="bold">\n{heads}\n</g>\n'
            f'<g fill="none" stroke="#6b7280" stroke-opacity=".45">\n'
            f"{edges}\n</g>\n{boxes}\n</svg>\n"
        )

    def _places(self) -> dict[str, tuple[int, int]]:
        """Guide -> the left upper corner of its box; a column for each kind."""
        columns = [
            sorted(name for name, guide in self._guides.items() if guide.about.kind == kind)
            for kind in COLUMNS
        ]
        return {
            name: (MARGIN + x * (WIDTH + GAP_X), MARGIN + HEADER + y * (HEIGHT + GAP_Y))
            for x, column in enumerate(columns)
            for y, name in enumerate(column)
        }

    def _title(self, name: str) -> str:
        return self._guides[name].about.title or name


def _box(title: str, kind: str, x: int, y: int) -> str:
    short = title if len(title) <= 34 else title[:33] + "…"
    return (
        f'<g><title>{escape(title)} ({kind})</title><rect x="{x}" y="{y}" width="{WIDTH}" '
        f'height="{HEIGHT}" rx="6" fill="{COLOURS[kind]}" stroke="#6b7280"/>'
        f'<text x="{x + 8}" y="{y + 21}">{escape(short)}</text></g>'
    )


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """From the near side of one box to the near side of another; in one column, around it."""
    (x1, y1), (x2, y2) = start, end
    left, right = (0, WIDTH) if x2 <= x1 else (WIDTH, 0)
    if x1 == x2:
        left = right = WIDTH
    bend = GAP_X // 2 if x2 >= x1 else -GAP_X // 2
    back = -bend if x1 != x2 else bend
    y1, y2 = y1 + HEIGHT // 2, y2 + HEIGHT // 2
    x1, x2 = x1 + left, x2 + right
    return (
        f'<path d="M{x1} {y1} C{x1 + bend} {y1} {x2 + back} {y2} {x2} {y2}" marker-end="url(#to)"/>'
    )
