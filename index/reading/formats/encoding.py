"""Bytes of a page -> text, in the encoding that browsers would take them for."""

import re

import webencodings

_DECLARED_WITHIN = 2**16  # bytes; browsers look less far, and then at what they can guess
_META = re.compile(rb"<meta[^>]{0,500}charset\s*=\s*[\"']?\s*([\w:.+-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"\A\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w:.+-]{1,40})")
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_UNMARKED = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
# The web's names mean more than Python's: https://encoding.spec.whatwg.org/#names-and-labels
_WIDER = {"gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949", "big5": "big5hkscs"}


def decoded(data: bytes) -> str:
    """Decode a page, by a byte order mark, what it declares, UTF-8, or Windows-1252."""
    for mark, encoding in (_MARKS | _UNMARKED).items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = _declared(data)
    for encoding in filter(None, (declared, "utf-8")):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:  # the next one may fit
            continue
    if declared and declared != "utf-8":
        return data.decode(declared, "replace")
    text = data.decode("utf-8", "replace")
    wrong, right = text.count("\ufffd"), sum(c > "\x7f" for c in text)
    return text if wrong * 2 < right else data.decode("cp1252", "replace")


def _declared(data: bytes) -> str | None:
    """The codec of the encoding that a page names for itself."""
    found = _XML.search(data) or _META.search(data[:_DECLARED_WITHIN])
    encoding = webencodings.lookup(found[1].decode("ascii", "replace")) if found else None
    if encoding is None or encoding.name == "x-user-defined":
        return None
    if encoding.name.startswith("utf-16"):  # it could not have been read as ASCII
        return "utf-8"
    codec: str = encoding.codec_info.name
    return _WIDER.get(encoding.name, codec)
