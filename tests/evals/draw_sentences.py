"""Draw sentences of the guides by lot, to compare them by hand with the facts they rest on.

    python -m tests.evals.draw_sentences [--count 30] [--seed 1] [--facts FILE]

With --facts, a Markdown file with a bullet per fact ("- M1.1 [A] ..."), those facts of each
sentence's guide that share the most words with it are printed below it.
"""

import argparse
import random
import re
from pathlib import Path

from bot.guides import read_guides
from tests.conftest import CORPUS

NEAREST = 5


def main() -> None:
    """Print the sentences drawn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--facts", type=Path)
    given = parser.parse_args()
    facts = read_facts(given.facts) if given.facts else {}
    everything = [(g, line, s) for g in read_guides(CORPUS)[0] for line, s in g.sentences]
    drawn = random.Random(given.seed).sample(everything, given.count)
    for number, (guide, line, sentence) in enumerate(drawn, 1):
        print(f"{number}. {guide.path.name}:{line}: {sentence}")
        known = {identity: facts[identity] for identity in guide.about.facts if identity in facts}
        for identity, text in nearest(sentence, known):
            print(f"      {identity} {text}")


def read_facts(path: Path) -> dict[str, str]:
    """Fact id -> its text."""
    text = path.read_text(encoding="utf-8")
    bullets = re.findall(r"^- ([A-Z]{1,2}\d+(?:\.\d+)?) (.*)$", text, re.MULTILINE)
    rows = re.findall(r"^\| ([A-Z]{1,2}\d+\.\d+) \| (.*) \|$", text, re.MULTILINE)
    return dict(bullets + rows)


def nearest(sentence: str, facts: dict[str, str]) -> list[tuple[str, str]]:
    """The facts that share the most words with a sentence."""

    def words(text: str) -> set[str]:
        return set(re.findall(r"[\w-]{3,}", text.lower()))

    said = words(sentence)
    ranked = sorted(facts.items(), key=lambda fact: -len(said & words(fact[1])))
    return ranked[:NEAREST]


if __name__ == "__main__":
    main()
