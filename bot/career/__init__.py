"""What the guides hold, composed: cited tables, steps and paragraphs; never our own advice."""
