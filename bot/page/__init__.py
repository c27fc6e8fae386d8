"""The chat page; the only rooms that know Gradio. `serve` starts it."""

import os

import lazy_loader

# Before Gradio is imported anywhere. It asks its makers for news at every start, and its variables
# can open what the page keeps closed: files, profiling, other origins. What may be set is ours.
for _name in [name for name in os.environ if name.startswith("GRADIO_")]:
    del os.environ[_name]
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"


def keep_uploads_in(folder: str) -> None:
    """Have Gradio put what is sent into a folder of ours; else it stays when the page is killed.

    Args:
        folder: it exists.
    """
    os.environ["GRADIO_TEMP_DIR"] = folder


__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
