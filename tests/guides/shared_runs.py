"""Runs of eight words that two guides share, or a guide and another text.

    python -m tests.guides.shared_runs [FILE]

FILE is a text the guides were written from. Titles of exams and occupations, and names of
institutions, count as one word.
"""

import re
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from tests.conftest import CORPUS

LENGTH = 8
TITLES = [
    "Microsoft 365 Certified: Administrator Expert",
    "Microsoft 365 Administrator Expert",
    "Microsoft 365 administrator",
    "Microsoft Certified Trainer",
    "Copilot and Agent Administration Fundamentals",
    "Security, Compliance, and Identity Fundamentals",
    "Collaboration Communications Systems Engineer",
    "Information Protection and Compliance Administrator",
    "Identity and Access Administrator",
    "Security Operations Analyst",
    "Information Security Administrator",
    "Cloud and AI Security Engineer",
    "AI Services Administrator",
    "Windows Server Hybrid Administrator",
    "Azure Solutions Architect Expert",
    "Cybersecurity Architect Expert",
    "Computer user support specialists",
    "Computer network support specialists",
    "Network and computer systems administrators",
    "Information security analysts",
    "Information security engineers",
    "Computer network architects",
    "Computer systems analysts",
    "Computer systems engineers/architects",
    "Computer and information systems managers",
    "Information technology project managers",
    "Project management specialists",
    "Training and development specialists",
    "Training and development managers",
    "Document management specialists",
    "Telecommunications engineering specialists",
    "All computer occupations",
    "Bureau of Labor Statistics",
    "United States",
    "Associate Google Workspace Administrator",
    "Google IT Support Professional Certificate",
]
_TITLE = re.compile("|".join(re.escape(t) for t in sorted(TITLES, key=len, reverse=True)), re.I)


def runs(text: str) -> set[str]:
    """Every run of eight words; addresses of links and titles left out."""
    text = _TITLE.sub(" title ", re.sub(r"\]\([^)]*\)", "]", text))
    words = re.findall(r"[a-z0-9]+(?:[-'’.,][a-z0-9]+)*", text.lower())
    return {" ".join(words[i : i + LENGTH]) for i in range(len(words) - LENGTH + 1)}


def bodies() -> dict[str, str]:
    """The text of each guide below its front matter."""
    return {
        path.name: path.read_text(encoding="utf-8").split("---\n", 2)[2]
        for path in sorted(CORPUS.glob("*.md"))
    }


def shared(other: str = "") -> Iterator[tuple[str, str, str]]:
    """Pairs that share a run, and the run."""
    found = {name: runs(body) for name, body in bodies().items()}
    for (a, left), (b, right) in combinations(found.items(), 2):
        yield from ((a, b, run) for run in sorted(left & right))
    given = runs(other)
    for name, own in found.items():
        yield from ((name, "the file", run) for run in sorted(own & given))


if __name__ == "__main__":
    text = Path(sys.argv[1]).read_text(encoding="utf-8") if len(sys.argv) > 1 else ""
    count = 0
    for a, b, run in shared(text):
        count += 1
        print(f"{a} and {b}: {run}")
    print(f"{count} shared runs of {LENGTH} words in {len(bodies())} guides.")
