"""The hybrid search as a LangChain retriever, for programs that are built from LangChain."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.reader import Index


class HybridRetriever(BaseRetriever):
    """Finds the `k` passages that fit a question best, best first.

    Each `Document` has the passage as `page_content`, and as metadata its `source`, `title`,
    `section`, `start` and `end` in the source's normalised text, and `score` (0 to 1).
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    k: int = 8

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [
            Document(
                id=hit.chunk.id,
                page_content=hit.text,
                metadata={
                    "source": hit.document.source,
                    "title": hit.document.title,
                    "section": hit.section,
                    "start": hit.chunk.start,
                    "end": hit.chunk.end,
                    "score": hit.score,
                },
            )
            for hit in self.index.search(self.index.query(query), self.k).hits
        ]
