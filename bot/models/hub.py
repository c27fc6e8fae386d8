"""Models of the hub of sentence-transformers: whether one is here, and fetching one on request."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ModelError

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo, RepoSibling

SECONDS = 10.0  # that the hub may take to say what a model has
# What a model is read from: settings, words and weights; no other copies of these.
_READ = (".json", ".txt", ".model", ".safetensors", "merges.txt")
_COPIES = ("onnx/", "openvino/", "coreml/", "tflite/")
_BLOCK = 2**20


def is_here(name: str) -> bool:
    """Whether a model of the hub was fetched before; a folder is what it is."""
    from huggingface_hub import try_to_load_from_cache

    if Path(name).is_dir():
        return True
    return isinstance(try_to_load_from_cache(name, "config.json"), str)


def fetch(name: str, tell: Callable[[str, int, int], None]) -> int:
    """Fetch the files of a model, and compare each with what the hub says of it.

    Args:
        name: on the hub, such as cross-encoder/ettin-reranker-17m-v1.
        tell: called with each file, how many bytes are here then, and how many there are in all.

    Returns:
        How many bytes it has.

    Raises:
        ModelError: there is no network, no such model, or a file is not what it should be.
    """
    from huggingface_hub import hf_hub_download

    info = _info(name)
    wanted = list(_wanted(info))
    if not any(file.rfilename.endswith((".safetensors", ".bin")) for file in wanted):
        raise ModelError(f"{name} has no weights that could be read; name another model.")
    total = sum(file.size or 0 for file in wanted)
    done = 0
    for file in wanted:
        tell(file.rfilename, done, total)
        try:
            path = hf_hub_download(name, file.rfilename, etag_timeout=SECONDS)
        except Exception as error:  # of the hub, of its HTTP client, or of the disk
            raise ModelError(
                f"{file.rfilename} of {name} could not be fetched: {error} What is here is kept; "
                f"go on with: careerbot models --fetch {name}"
            ) from error
        _check(Path(path), file, name)
        done += file.size or 0
        tell(file.rfilename, done, total)
    return total


def _info(name: str) -> "ModelInfo":
    from huggingface_hub import HfApi, constants
    from huggingface_hub.errors import HFValidationError, RepositoryNotFoundError

    offline = (
        f"{name} cannot be fetched without a network: {{}}. Fetch it where there is one, and "
        "set the folder that it lies in instead of its name."
    )
    if constants.HF_HUB_OFFLINE:
        raise ModelError(offline.format("HF_HUB_OFFLINE is set"))
    try:
        return HfApi().model_info(name, files_metadata=True, timeout=SECONDS)
    except (RepositoryNotFoundError, HFValidationError) as error:
        raise ModelError(
            f"There is no model {name} on the hub, or it is not public; see how it is written: "
            "careerbot models"
        ) from error
    except Exception as error:  # of the hub, or of its HTTP client, which differ by version
        raise ModelError(offline.format(str(error).split("\n")[0].rstrip("."))) from error


def _wanted(info: "ModelInfo") -> Iterator["RepoSibling"]:
    files = info.siblings or []
    safe = any(file.rfilename.endswith(".safetensors") for file in files)
    for file in files:
        name = file.rfilename
        if name.startswith(_COPIES) or "/." in f"/{name}":
            continue
        if name.endswith(_READ) or (name.endswith("pytorch_model.bin") and not safe):
            yield file


def _check(path: Path, file: "RepoSibling", name: str) -> None:
    """Raises ModelError: a file is not what the hub says; it is removed, to be fetched anew."""
    size = path.stat().st_size
    wrong = file.size is not None and size != file.size
    if not wrong and file.lfs is not None:
        digest = hashlib.sha256()
        with path.open("rb") as opened:
            while block := opened.read(_BLOCK):
                digest.update(block)
        wrong = digest.hexdigest() != file.lfs.sha256
    if wrong:
        os.unlink(path.resolve())
        path.unlink(missing_ok=True)
        raise ModelError(
            f"{file.rfilename} of {name} is not what the hub says that it is, and was removed. "
            f"Fetch it again: careerbot models --fetch {name}"
        )
