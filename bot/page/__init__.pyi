from .server import serve as serve
from .server import start as start
