"""careerbot models: what is set and recommended, and fetching from a hub on loopback."""

import os
import re
import subprocess
import sys
import time

import pytest

from bot.models.recommended import RECOMMENDED
from bot.settings import Settings
from tests.conftest import PROJECT
from tests.doubles.model_hub import COMMIT, model_hub

NAME = "tiny/reranker"
FILES = {
    "config.json": b'{"model_type": "bert"}',
    "tokenizer.json": b"{}",
    "model.safetensors": b"weights" * 1000,
    "pytorch_model.bin": b"the same weights",
    "onnx/model.onnx": b"the same weights",
    "README.md": b"read me",
    ".gitattributes": b"",
}


@pytest.fixture
def models(tmp_path):
    """Runs the command in a process of its own, with a cache of its own."""

    def run(*arguments, **environment):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("HF_")}
        given = {"HF_HOME": str(tmp_path), "HF_HUB_DISABLE_XET": "1", **environment}
        return subprocess.run(
            [sys.executable, "-m", "bot", "models", *arguments],
            cwd=PROJECT,
            env={**kept, "PYTHONPATH": str(PROJECT), **given},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_what_is_set_and_what_is_recommended_is_listed(models):
    done = models(CAREERBOT_RERANKER="someone/reranker")
    assert done.returncode == 0, done.stderr
    set_, recommended = done.stdout.split("Recommended")
    assert re.search(r"embedder\s+all-MiniLM-L6-v2\n", set_)
    assert re.search(r"reranker\s+someone/reranker\s+is not here; fetch it: .*--fetch", set_)
    assert re.search(r"checker\s+none", set_)
    for each in RECOMMENDED:
        assert re.search(rf"{each.name}\s+{each.millions} M, {each.megabytes} MB", recommended)


def test_each_recommended_model_can_be_set():
    for each in RECOMMENDED:
        assert getattr(Settings(**{each.use: each.name}), each.use) == each.name


def test_a_model_is_fetched_with_what_it_is_read_from_and_checked(models, tmp_path):
    with model_hub(NAME, FILES) as (address, asked):
        done = models("--fetch", NAME, HF_ENDPOINT=address)
        assert done.returncode == 0, done.stderr
        assert sorted(asked) == ["config.json", "model.safetensors", "tokenizer.json"]
        assert "is here and as the hub says" in done.stdout
        assert "100%" in done.stderr
    (weights,) = tmp_path.rglob(f"{COMMIT}/model.safetensors")
    assert weights.read_bytes() == FILES["model.safetensors"]
    assert "is not here" not in models(CAREERBOT_RERANKER=NAME, HF_HUB_OFFLINE="1").stdout


@pytest.mark.parametrize("wrong", [b"Weights" * 1000, b"weights" * 999])
def test_a_file_that_is_not_what_the_hub_says_is_removed(models, tmp_path, wrong):
    with model_hub(NAME, FILES, {"model.safetensors": wrong}) as (address, _):
        done = models("--fetch", NAME, HF_ENDPOINT=address)
    assert done.returncode == 1
    assert "model.safetensors" in done.stderr
    assert "careerbot models --fetch tiny/reranker" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("model.safetensors"))


def test_another_name_is_said_not_to_be_there(models):
    with model_hub(NAME, FILES) as (address, _):
        done = models("--fetch", "tiny/other", HF_ENDPOINT=address)
    assert done.returncode == 1
    assert "There is no model tiny/other on the hub" in done.stderr


@pytest.mark.parametrize(
    "environment", [{"HF_HUB_OFFLINE": "1"}, {"HF_ENDPOINT": "http://127.0.0.1:9"}]
)
def test_offline_it_says_so_at_once(models, environment):
    started = time.monotonic()
    done = models("--fetch", NAME, **environment)
    assert done.returncode == 1
    assert "cannot be fetched without a network" in done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - started < 60  # of which starting Python takes most
