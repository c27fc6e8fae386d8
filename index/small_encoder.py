"""A BERT encoder in NumPy: embeds a question in milliseconds, without loading torch.

Builds embed with sentence-transformers; a question, or the few sentences of an answer, are embedded
by this from the same weights (Devlin et al. 2019; mean pooling and unit length as in Reimers and
Gurevych 2019). Only models of just this form are read; all others go by sentence-transformers.
"""

import json
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
_AT_ONCE = 16  # texts, so that long ones need no more than 100 MB
MOST_TEXTS = 64  # at once; more are quicker by sentence-transformers
_MODULES = ("Transformer", "Pooling", "Normalize")
_POOLING = tuple(
    f"pooling_mode_{each}"
    for each in (
        "cls_token",
        "mean_tokens",
        "max_tokens",
        "mean_sqrt_len_tokens",
        "weightedmean_tokens",
        "lasttoken",
    )
)
_MASKED = np.float32(-1e9)


def can_read(folder: Path) -> bool:
    """Whether a folder holds a model that this encoder computes exactly."""
    try:
        config = _read(folder / "config.json")
        modules = _read(folder / "modules.json")
        pooling = _read(folder / "1_Pooling" / "config.json")
        reading = _read(folder / "sentence_bert_config.json")
        prompts = _read(folder / "config_sentence_transformers.json")
    except (OSError, ValueError):
        return False
    means = [name for name, value in pooling.items() if value is True and name in _POOLING]
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and tuple(each["type"].rpartition(".")[2] for each in modules) == _MODULES
        and means == ["pooling_mode_mean_tokens"]
        and isinstance(reading.get("max_seq_length"), int)
        and not reading.get("do_lower_case")
        and not prompts.get("default_prompt_name")
        and (folder / "tokenizer.json").is_file()
        and _holds_encoder(folder / "model.safetensors")
    )


class SmallEncoder:
    """Computes the vectors of one model folder. Safe to use from several threads.

    Args:
        folder: of a model for which `can_read` holds.
    """

    def __init__(self, folder: Path) -> None:
        from safetensors import safe_open
        from threadpoolctl import ThreadpoolController
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        longest = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        with safe_open(folder / "model.safetensors", "numpy") as file:
            self._weights = {name: _as_used(name, file.get_tensor(name)) for name in file.keys()}  # noqa: SIM118
        self._layers: int = config["num_hidden_layers"]
        self._heads: int = config["num_attention_heads"]
        self._epsilon: float = config["layer_norm_eps"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(longest["max_seq_length"])
        self._tokenizer.enable_padding(pad_id=config.get("pad_token_id", 0))
        self._threads = ThreadpoolController()
        self._lock = threading.Lock()

    def is_word(self, word: str) -> bool:
        """Whether the model knows this, in lower case, as a word of its language."""
        return self._tokenizer.token_to_id(word) is not None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit-length row for each text."""
        parts = (texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE))
        return np.concatenate([self._batch(part) for part in parts])

    def too_long(self, texts: Sequence[str]) -> int:
        """How many of the texts the model would not read to their end."""
        return sum(bool(each.overflowing) for each in self._tokenizer.encode_batch(list(texts)))

    def _batch(self, texts: Sequence[str]) -> Vectors:
        """Shapes: texts T, tokens of the longest text N, width W; the result is T x W."""
        batch = self._tokenizer.encode_batch(list(texts))
        ids = np.array([each.ids for each in batch])
        mask = np.array([each.attention_mask for each in batch], np.float32)
        # On one thread: for so little work BLAS spends more on waiting than on computing.
        with self._lock, self._threads.limit(limits=1):
            hidden = self._embedded(ids)
            for layer in range(self._layers):
                hidden = self._layer(hidden, mask, f"encoder.layer.{layer}.")
        pooled = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: Vectors = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit

    def _embedded(self, ids: NDArray[Any]) -> Vectors:
        words = self._weights["embeddings.word_embeddings.weight"][ids]
        places = self._weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normalised(words + places + kind, "embeddings.LayerNorm.")

    def _layer(self, hidden: Vectors, mask: Vectors, name: str) -> Vectors:
        attended = self._linear(
            self._attended(hidden, mask, f"{name}attention.self."), f"{name}attention.output.dense."
        )
        hidden = self._normalised(hidden + attended, f"{name}attention.output.LayerNorm.")
        wide = _gelu(self._linear(hidden, f"{name}intermediate.dense."))
        return self._normalised(
            hidden + self._linear(wide, f"{name}output.dense."), f"{name}output.LayerNorm."
        )

    def _attended(self, hidden: Vectors, mask: Vectors, name: str) -> Vectors:
        texts, tokens, width = hidden.shape
        of_head = width // self._heads
        query, key, value = (
            self._linear(hidden, f"{name}{part}.")
            .reshape(texts, tokens, self._heads, of_head)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(of_head))
        scores += (1 - mask[:, None, None, :]) * _MASKED
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        attended: Vectors = (weights @ value).transpose(0, 2, 1, 3).reshape(texts, tokens, width)
        return attended

    def _linear(self, hidden: Vectors, name: str) -> Vectors:
        texts, tokens, width = hidden.shape
        flat = hidden.reshape(-1, width) @ self._weights[f"{name}weight"]
        out: Vectors = (flat + self._weights[f"{name}bias"]).reshape(texts, tokens, -1)
        return out

    def _normalised(self, hidden: Vectors, name: str) -> Vectors:
        mean = hidden.mean(axis=-1, keepdims=True)
        variance = ((hidden - mean) ** 2).mean(axis=-1, keepdims=True)
        scaled = (hidden - mean) / np.sqrt(variance + self._epsilon)
        out: Vectors = scaled * self._weights[f"{name}weight"] + self._weights[f"{name}bias"]
        return out


@lru_cache(maxsize=2)
def small_encoder(folder: str) -> SmallEncoder | None:
    """The encoder of a model folder; none if it is not of the form that can be read."""
    return SmallEncoder(Path(folder)) if can_read(Path(folder)) else None


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _as_used(name: str, values: Vectors) -> Vectors:
    """Weights turned as they are multiplied, which is a fifth quicker than to turn them then."""
    is_linear = values.ndim == 2 and name.startswith("encoder.")
    return np.ascontiguousarray(values.T) if is_linear else values


def _holds_encoder(weights: Path) -> bool:
    """Whether a file holds the weights of an encoder by itself, not of a larger model."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(weights, "numpy") as opened:
            return "embeddings.word_embeddings.weight" in opened.keys()  # noqa: SIM118
    except (OSError, SafetensorError):
        return False


def _gelu(x: Vectors) -> Vectors:
    """Gaussian error linear unit; erf by formula 7.1.26 of Abramowitz and Stegun (1964), whose
    error is at most 1.5e-7.
    """
    z = np.abs(x) * np.float32(np.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * z)
    poly = t * (
        0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))
    )
    erf = np.sign(x) * (1 - poly * np.exp(-z * z))
    out: Vectors = (0.5 * x * (1 + erf)).astype(np.float32)
    return out
