"""The chat page; the only rooms that know Gradio. `serve` starts it."""

import os

# Before Gradio is imported anywhere. It asks its makers for news at every start, and its variables
# can open what the page keeps closed: files, profiling, other origins. What may be set is ours.
for _name in [name for name in os.environ if name.startswith("GRADIO_")]:
    del os.environ[_name]
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from bot.page.server import serve, start

__all__ = ["serve", "start"]
