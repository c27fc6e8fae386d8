"""Answers that were saved, held against the index."""
