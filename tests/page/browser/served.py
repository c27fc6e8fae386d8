"""A page in a process of its own, which a test may kill."""

import sys
import threading

from bot import Advisor, Settings
from bot.page import start
from index import Index
from tests.doubles.fakes import WordEmbedder


def main(home: str, port: str, url: str) -> None:
    """Serve an index that is there, answering by the model server at an address."""
    settings = Settings(home=home, port=int(port), model="openai:test", model_url=url)
    with Advisor(Index(settings.index, WordEmbedder()), settings) as advisor:
        print(start(advisor)[1], flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
