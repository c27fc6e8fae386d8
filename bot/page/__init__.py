"""The chat page; the only rooms that know Gradio. `serve` starts it."""

import os

# Before Gradio is imported anywhere: it asks its makers for news at every start otherwise.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from bot.page.server import serve, start

__all__ = ["serve", "start"]
