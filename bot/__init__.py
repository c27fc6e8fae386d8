"""careerbot: career advice that shows, for every sentence, the passage it comes from.

    from bot import ask
    print(ask("What could I do after MS-102?").text)

Read `bot/advisor.py` first: it is the whole way from a question to an answer. What the package
offers is listed in `__init__.pyi`; each name is imported when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
