"""The baseline: what an afternoon with a tutorial gives, on the same texts and questions.

LangChain's recursive splitter at 1,000 characters with 200 overlap, a Chroma collection, and the
passages nearest to the question as it was typed; a follow-up is searched for by its own words.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index import Embedder, StoredDocument
from tests.evals.cases import Case, CasesError
from tests.evals.evaluate import Outcome, Place

if TYPE_CHECKING:
    from langchain_chroma import Chroma

DEPTH = 30


def run_tutorial(
    documents: Sequence[StoredDocument], embedder: Embedder, cases: Sequence[Case]
) -> Iterator[Outcome]:
    """Search for each case; nothing is graded or quoted.

    Raises:
        CasesError: the extra that holds the tutorial's packages is missing.
    """
    store = _store(documents, embedder)
    for case in cases:
        found = store.similarity_search(case.question, k=DEPTH)
        places = [
            Place(
                each.metadata["source"],
                each.metadata["start_index"],
                each.metadata["start_index"] + len(each.page_content),
                each.page_content,
            )
            for each in found
        ]
        yield Outcome(case, [places], signals=None, quoted=[])


def _store(documents: Sequence[StoredDocument], embedder: Embedder) -> "Chroma":
    try:
        from langchain_chroma import Chroma
        from langchain_core.documents import Document
        from langchain_text_splitters import RecursiveCharacterTextSplitter
    except ImportError as error:
        raise CasesError(
            "The baseline needs more packages. Install them: pip install 'careerbot[eval]'"
        ) from error
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=1000, chunk_overlap=200, add_start_index=True
    )
    texts = [Document(each.text, metadata={"source": each.source}) for each in documents]
    return Chroma.from_documents(
        splitter.split_documents(texts),
        embedder,
        collection_metadata={"hnsw:space": "cosine"},
    )
