"""Answers in a terminal."""

import io
import json
from dataclasses import replace

import pytest

from bot.cli.terminal import as_text, json_text, open_output, printable
from bot.types import Block
from tests.page.test_answer import STEPS, TABLE, cited, laid_out


def test_a_table_is_printed_cell_by_cell():
    text = as_text(laid_out(TABLE))
    assert "2 of 4 cells quoted\nPrice\n  Pears: 2 dollars [1]\n  Plums: not stated\n" in text
    assert "Pay\n  Pears: not stated\n  Plums: 9 dollars [1] (the guide has changed since)" in text
    assert "|" not in text


def test_steps_and_lists_are_lines_and_labels_stand_above_them():
    listed = Block("list", "", (cited("Pick.", "\n- "), cited("Dry.", "\n- ", "unsupported")))
    text = as_text(laid_out(STEPS, listed))
    assert "How to\nSo: [1]\n2. Pick. [1]\n3. Dry. [1]\n\n- Pick. [1]\n- Dry. [1] (not supp" in text


def test_what_is_missing_is_printed_once():
    answer = laid_out(TABLE, missing=("pay in Spain",))
    assert "Not in the guides: pay in Spain" in as_text(answer)
    said = replace(answer, preface="The guides do not hold pay in Spain.")
    assert as_text(said).count("pay in Spain") == 1


def test_nothing_steers_the_terminal():
    assert printable("a\x1b[31mb\x07\n\tc") == "a[31mb\n\tc"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_output_takes_any_character_in_any_encoding(monkeypatch, encoding):
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding))
    open_output()
    print("Zürich … 😀 \udcff")
    print(json_text({"pay": "71,000 €, Zürich 😀"}), flush=True)
    text, data = written.getvalue().decode(encoding, "replace").splitlines()
    assert "rich" in text
    assert json.loads(data) == {"pay": "71,000 €, Zürich 😀"}
