"""The parts of the page beside the chat."""
