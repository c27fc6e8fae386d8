"""The baseline: what an afternoon with a tutorial gives, on the same texts and questions.

LangChain's recursive splitter at 1,000 characters with 200 overlap, a Chroma collection, and the
passages nearest to the question as it was typed; a follow-up is searched for by its own words.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

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
    store = tutorial_store([(each.source, each.text) for each in documents], embedder)
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


def tutorial_store(
    texts: Sequence[tuple[str, str]], embeddings: Embeddings, folder: str | None = None
) -> "Chroma":
    """Split, embed and keep texts as the tutorial does.

    Args:
        texts: name and text of each.
        embeddings: the model.
        folder: where they are kept; in memory if none is named.
    """
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
    documents = [Document(text, metadata={"source": source}) for source, text in texts]
    return Chroma.from_documents(
        splitter.split_documents(documents),
        embeddings,
        collection_metadata={"hnsw:space": "cosine"},
        persist_directory=folder,
    )
