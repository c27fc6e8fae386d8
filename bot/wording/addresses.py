"""Addresses of the web and of mail in a text."""
# ruff: noqa: E501 - a list of words

import re

# A host with a top-level domain of letters, with or without a scheme, a path and a name before "@".
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}:)?//[^\s<>\"'“”]+|www\.[^\s<>\"'“”]+|mailto:\S+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w./@-])(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,18}(?:/[^\s<>\"'“”]*)?(?![\w-])",
    re.IGNORECASE,
)
_HOST_ENDS = frozenset(
    """com org net edu gov io ai app dev info biz example test co uk de fr eu us ch at nl it es ca au
    me ly gg xyz site online shop store tech cloud link click ru cn in jp br pl se no fi dk cz be
    academy training careers jobs int mil tv cc to ms""".split()  # noqa: SIM905
)
_TAIL = ".,;:!?)]}*…"


def addresses_in(text: str) -> list[str]:
    """The addresses that a text names, each in one spelling."""
    found = (match[0].rstrip(_TAIL) for match in _ADDRESS.finditer(text))
    return [plain_address(address) for address in found if _leads_somewhere(address)]


def plain_address(address: str) -> str:
    """An address in one spelling: without scheme, "www." and the slash at its end."""
    bare = re.sub(r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:www\.)?", "", address.strip(), flags=re.I)
    host, slash, path = bare.partition("/")
    return (host.lower() + slash + path).rstrip("/")


def _leads_somewhere(address: str) -> bool:
    """Whether it is no mere word with a dot in it, such as Node.js."""
    if re.search(r"//|@|^www\.|^mailto:", address, re.IGNORECASE):
        return True
    host = address.partition("/")[0]
    return host.rpartition(".")[2].lower() in _HOST_ENDS and len(host.split(".")[0]) > 1
