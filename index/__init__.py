"""The index: from files to passages that can be searched. Read `index/build.py` first.

What the package offers is listed in `__init__.pyi`; each name is imported when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
