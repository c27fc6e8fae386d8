"""Models that can be set by name, with what their makers or boards published; none was run here.

Figures of one column are of one benchmark, so that they can be compared with each other only:
BEIR is the mean nDCG@10 of the retrieval sets; "six retrievers" the mean nDCG@10 after reranking
what six embedders found, of MTEB's English retrieval sets; LLM-AggreFact the mean balanced accuracy
of telling supported from unsupported claims.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recommended:
    """A model on the hub.

    Attributes:
        use: the setting that names it, in lower case.
        millions: of parameters; four bytes of memory each.
        figure: as published.
    """

    use: str
    name: str
    millions: int
    figure: str

    @property
    def megabytes(self) -> int:
        """What it takes in memory, and at most on the disk."""
        return 4 * self.millions


RECOMMENDED = (
    Recommended("embedder", "MongoDB/mdbr-leaf-ir", 23, "BEIR 53.6 (the bundled model: 41.9)"),
    Recommended(
        "embedder",
        "ibm-granite/granite-embedding-small-english-r2",
        47,
        "of its size the one for conversations, by its makers",
    ),
    Recommended(
        "embedder",
        "ibm-granite/granite-embedding-english-r2",
        149,
        "57.6 on MTRAG, conversations",
    ),
    Recommended("embedder", "Alibaba-NLP/gte-modernbert-base", 149, "of its size among the best"),
    Recommended("reranker", "cross-encoder/ettin-reranker-17m-v1", 17, ".558 over six retrievers"),
    Recommended("reranker", "cross-encoder/ettin-reranker-32m-v1", 32, ".578 over six retrievers"),
    Recommended(
        "reranker", "cross-encoder/ettin-reranker-150m-v1", 150, ".599 over six retrievers"
    ),
    Recommended(
        "reranker", "Alibaba-NLP/gte-reranker-modernbert-base", 150, ".584 over six retrievers"
    ),
    Recommended("reranker", "cross-encoder/ms-marco-MiniLM-L6-v2", 23, ".508 over six retrievers"),
    Recommended("checker", "lytang/MiniCheck-DeBERTa-v3-Large", 435, "LLM-AggreFact 74.1"),
    Recommended("checker", "cross-encoder/nli-deberta-v3-base", 184, "small; its page has figures"),
    Recommended(
        "checker", "cross-encoder/nli-deberta-v3-xsmall", 71, "small; its page has figures"
    ),
)
