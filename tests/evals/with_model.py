"""Does a language model cost anything in retrieval and grades? The working half, with and without.

    python -m tests.evals.with_model

The model is a server on loopback that says the first sentence of each of three passages, and one
sentence that it invents; what a real one would word better is not measured here.
"""

import re
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from tempfile import TemporaryDirectory

from tqdm import tqdm

from bot import Advisor, Settings
from index import Index, SentenceTransformerEmbedder, build_index
from tests.conftest import CORPUS, PROJECT
from tests.doubles.model_servers import OpenAIServer
from tests.evals import domain, report
from tests.evals.cases import domain_cases
from tests.evals.evaluate import run
from tests.evals.measures import Measure

PASSAGE = re.compile(r"^\[(\d+)\] .*\n(.+?[.!?])(?=\s|$)", re.MULTILINE)
SAID = 3  # passages that it quotes from
INVENTED = "A certificate guarantees 999,999 dollars a year."


class Echo(OpenAIServer):
    """Says what the passages of its prompt begin with."""

    def _stream(self, handler: BaseHTTPRequestHandler, ending: str) -> None:
        prompt = self.requests[-1]["messages"][-1]["content"]
        self.words = [f"{text} [{number}] " for number, text in PASSAGE.findall(prompt)[:SAID]]
        self.words.append(INVENTED)
        super()._stream(handler, ending)


def main() -> None:
    """Ask twice, and print what changed."""
    cases = [case for case in domain_cases(PROJECT / "tests" / "evals") if case.half == "work"]
    embedder = SentenceTransformerEmbedder()
    measured: dict[str, list[Measure]] = {}
    with TemporaryDirectory() as home, Echo().running() as server:
        quoting = Settings(home=home, model="none")
        build_index([CORPUS], quoting.index, embedder=embedder)
        written = replace(quoting, model="openai:echo", model_url=server.url)
        for name, settings in (("quotes", quoting), ("model", written)):
            with Advisor(Index(settings.index, embedder), settings) as advisor:
                ways = run(advisor, cases, answers=True)
                outcomes = list(tqdm(ways, desc=name, total=len(cases)))
                measured[name] = domain.measures(outcomes, advisor)
            answers = [outcome.answer for outcome in outcomes if outcome.answer]
            sentences = [sentence for answer in answers for sentence in answer.sentences]
            worded = sum(answer.model == "openai:echo" for answer in answers)
            invented = [s for s in sentences if "999,999" in s.text]
            wrong = sum(sentence.support != "unsupported" for sentence in invented)
            print(
                f"{name}: {len(answers)} answers, {worded} worded by the model; "
                f"{len(invented)} invented sentences, {wrong} not marked"
            )
    print(report.compare({"half": measured["quotes"]}, {"half": measured["model"]}))


if __name__ == "__main__":
    main()
