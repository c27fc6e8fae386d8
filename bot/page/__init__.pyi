from .first_minute import serve as serve
from .server import start as start

def keep_uploads_in(folder: str) -> None: ...
