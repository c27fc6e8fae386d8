"""What went wrong with a language model -> what to do about it.

The provider's own words are read for what they mean and never shown: they may repeat the key.
"""
# ruff: noqa: E501 - long patterns

import re
from collections.abc import Callable

_KEY = "its key was refused; check the key"
_ACCOUNT = "the key may not use it; check your account"
_MODEL = "there is no such model there; check CAREERBOT_MODEL"
_ADDRESS = (
    "what answers there does not speak its protocol; check CAREERBOT_MODEL_URL (the address of "
    "most servers ends in /v1)"
)
_NOT_THERE = (
    "there is nothing at that address; check CAREERBOT_MODEL_URL (the address of most servers ends "
    "in /v1) and CAREERBOT_MODEL"
)
_BUSY = "it has too much to do; try again later"
_SLOW = "it did not answer in time; try again, or raise CAREERBOT_MODEL_TIMEOUT"
_LONG = "the passages are too long for it; lower CAREERBOT_MODEL_WINDOW"
_CREDIT = "there is no credit left for it; check your account with its provider"
_MEMORY = "its server has too little memory for it; choose a smaller model"
_NO_SERVER = "no server answers; check CAREERBOT_MODEL_URL and the network"
_BROKE = "the connection broke; check the server and the network"
_SETTING = "it refuses a setting that every model is given; choose another model"
_REFUSED = "it refused the request as invalid; check CAREERBOT_MODEL and see its server's log"
_FAILED = "its server failed; see its log, or try again later"

# By the provider's words.
_WORDS = [
    (re.compile(pattern, re.IGNORECASE), advice)
    for pattern, advice in (
        (
            r"context[ _]?(?:length|window|size)|exceed\w*[ _]context|maximum context|max_tokens_exceeded"
            r"|too many (?:input )?tokens|prompt is too long|input is too long|too large for model"
            r"|request too large|reduce the length|string too long|n_ctx",
            _LONG,
        ),
        (
            r"insufficient[ _](?:credit|quota|balance|funds)|credit balance|billing|payment required"
            r"|out of credits?|exceeded your current quota|quota exceeded for free",
            _CREDIT,
        ),
        (r"(?:system |enough |out of |insufficient )memory|\boom\b|cuda error|alloc", _MEMORY),
        (
            r"model[ _]not[ _]found|model\b.{0,80}?(?:not found|does not exist|not exist|unknown|not supported)"
            r"|no such model|unknown model|invalid model|model_not_available",
            _MODEL,
        ),
        (r"invalid[ _]api[ _]key|incorrect api key|api key not valid|invalid x-api-key", _KEY),
        (r"overloaded|over capacity|server[ _]is[ _]busy|too many requests|rate[ _]limit", _BUSY),
        (
            r"temperature|unsupported[ _](?:value|parameter)|unknown parameter|unrecognized",
            _SETTING,
        ),
    )
]
# By the name of LangChain's class of the error, or of one that it is derived from.
_KINDS = {
    "ContextOverflowError": _LONG,
    "ModelAuthenticationError": _KEY,
    "ModelPermissionDeniedError": _ACCOUNT,
    "ModelRateLimitError": _BUSY,
    "ModelTimeoutError": _SLOW,
    "TimeoutError": _SLOW,
    "TimeoutException": _SLOW,
    "ModelConnectionError": _NO_SERVER,
    "ConnectError": _NO_SERVER,
    "ConnectionError": _NO_SERVER,
    "APIConnectionError": _NO_SERVER,
    "TransportError": _BROKE,
    "OSError": _BROKE,
}
_STATUSES: list[tuple[Callable[[int], bool], str]] = [
    (lambda status: status == 401, _KEY),
    (lambda status: status == 402, _CREDIT),
    (lambda status: status == 403, _ACCOUNT),
    (lambda status: status in (404, 405, 410), _NOT_THERE),
    (lambda status: status in (408, 504), _SLOW),
    (lambda status: status == 413, _LONG),
    (lambda status: status in (425, 429, 503, 529), _BUSY),
    (lambda status: 300 <= status < 400, _NOT_THERE),
    (lambda status: 400 <= status < 500, _REFUSED),
    (lambda status: status >= 500, _FAILED),
]
MOST_READ = 4000  # characters of a provider's words


def advice_on(error: BaseException) -> str:
    """What failed with a language model, and what to do."""
    status = getattr(error, "status_code", 0)
    status = status if isinstance(status, int) else 0
    kinds = [kind.__name__ for kind in type(error).__mro__]
    if status or "ModelNotFoundError" in kinds or isinstance(error, ValueError):
        for pattern, advice in _WORDS if status not in (401, 403) else []:
            if pattern.search(_words_of(error)):
                return advice
    if by_kind := next((_KINDS[kind] for kind in kinds if kind in _KINDS), None):
        return by_kind
    if by_status := next((advice for fits, advice in _STATUSES if fits(status)), None):
        return by_status
    if isinstance(error, ValueError | KeyError | TypeError | AttributeError):
        return _ADDRESS  # what came back was no answer of a model
    return f"it failed with {type(error).__name__}; see its server's log"


def _words_of(error: BaseException) -> str:
    """What the provider says, wherever its package keeps it."""
    said = [getattr(error, name, "") for name in ("body", "message", "error", "code", "type")]
    return " ".join(str(each)[:MOST_READ] for each in (*said, *error.args) if each)
