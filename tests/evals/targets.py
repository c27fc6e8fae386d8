"""Hold eight answers against what an adviser would say: python -m tests.evals.targets

Writes `tests/evals/TARGETS.md`: for each question, which points of a complete answer the program's
answer has and which it lacks, with the answer below. A point counts if its pattern is in the text;
whether it is said well only a reader can tell.
"""

import json
import os
import re

from bot import Advisor, Preferences, Settings
from tests.evals.answers import EVALS, WRITTEN

TARGETS = EVALS / "targets.jsonl"
RESULTS = EVALS / "TARGETS.md"


def main() -> None:
    """Ask the eight questions and write what each answer has and lacks."""
    parts = ["# Eight answers beside what a complete one holds", __doc__ or ""]
    counts = []
    with Advisor.open(settings=Settings.from_environment(os.environ)) as advisor:
        for line in TARGETS.read_text(encoding="utf-8").splitlines():
            target = json.loads(line)
            answer = advisor.ask(target["question"], preferences=Preferences(today=WRITTEN))
            found = {
                point: bool(re.search(p, answer.text)) for point, p in target["points"].items()
            }
            counts.append((sum(found.values()), len(found)))
            rows = [
                f"| {point} | {'yes' if held else 'lacks it'} |" for point, held in found.items()
            ]
            form = f"form {answer.form}, wanted {target['form']}; graded {answer.grade}"
            parts += [
                f"## {target['question']}",
                f"{counts[-1][0]} of {counts[-1][1]} points; {form}.",
                "\n".join(["| point | in the answer |", "| --- | --- |", *rows]),
                answer.text,
            ]
    total = f"{sum(a for a, _ in counts)} of {sum(b for _, b in counts)} points in all."
    RESULTS.write_text("\n\n".join([parts[0], total, *parts[1:]]) + "\n", encoding="utf-8")
    print(total)


if __name__ == "__main__":
    main()
