"""Tiny CrossEncoders, made on the spot: a word that they watch for decides their label."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def tiny_cross_encoder(folder: Path, labels: Sequence[str], watched: Mapping[str, int]) -> str:
    """Write a CrossEncoder into a folder; returns its name.

    Args:
        folder: made if it is missing.
        labels: one for each column.
        watched: word -> the column that it speaks for, if a pair holds it; else no column has more
            than another.
    """
    folder.mkdir(parents=True)
    vocabulary = {word: at for at, word in enumerate((*_SPECIAL, *watched))}
    words = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    words.normalizer = Lowercase()
    words.pre_tokenizer = Whitespace()
    words.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(name, vocabulary[name]) for name in ("[CLS]", "[SEP]")],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=words,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=128,
    ).save_pretrained(folder)
    size = 8
    config = BertConfig(
        vocab_size=len(_SPECIAL) + len(watched),
        hidden_size=size,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=size,
        max_position_embeddings=128,
        id2label=dict(enumerate(labels)),
        label2id={label: at for at, label in enumerate(labels)},
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for name, values in model.named_parameters():
            values.fill_(1.0 if "LayerNorm.weight" in name else 0.0)
        # All tokens are looked at alike, and what they hold goes through as it is.
        layer = model.bert.encoder.layer[0].attention
        for passed in (layer.self.value, layer.output.dense, model.bert.pooler.dense):
            passed.weight.copy_(torch.eye(size))
        for at, (_, column) in enumerate(watched.items()):
            model.bert.embeddings.word_embeddings.weight[len(_SPECIAL) + at, at] = 1.0
            model.classifier.weight[column, at] = 9.0
    model.save_pretrained(folder)
    return str(folder)
