"""YAML without anchors and aliases: nine lines of them unfold into a billion words."""

from typing import Any

import yaml

# The one in C takes a tenth of the time; where PyYAML was built without it, there is the other.
_Loader: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 100  # lists and mappings within each other


def plain_yaml(text: str) -> Any:
    """What a text in YAML says.

    Raises:
        yaml.YAMLError: it is not YAML, or has anchors, aliases, or too much within each other.
        ValueError: a date such as 2026-13-45.
    """
    depth = 0
    for event in yaml.parse(text, _Loader):  # before anything is made of it
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        refused = ""
        if getattr(event, "anchor", None) is not None:
            refused = "anchors and aliases (& and *) are not read; write the value out"
        elif depth > _DEEPEST:
            refused = f"more than {_DEEPEST} lists or mappings within each other are not read"
        if refused:
            raise yaml.YAMLError(f"{refused} {event.start_mark}")
    return yaml.load(text, _Loader)  # noqa: S506  # it is a SafeLoader
