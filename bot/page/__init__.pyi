from .first_minute import serve as serve
from .server import start as start
