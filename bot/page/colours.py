"""The shades of one colour, light to dark, for texts, edges and surfaces."""

DARK = "#13171e"  # of the page at night
_LIGHTER = {"c50": 0.94, "c100": 0.87, "c200": 0.76, "c300": 0.62, "c400": 0.42, "c500": 0.16}
_DARKER = {"c700": 0.22, "c800": 0.42}
_NIGHT = {"c900": 0.72, "c950": 0.84}


def shades(colour: str) -> dict[str, str]:
    """The shades that Gradio names c50 to c950; the colour itself is c600.

    Text in c700 is read on white, c50 and c100; in c300 and lighter at night, also on c900.

    Args:
        colour: as #rrggbb, dark enough for white text on it.
    """
    lighter = {name: mixed(colour, "#ffffff", share) for name, share in _LIGHTER.items()}
    darker = {name: mixed(colour, "#000000", share) for name, share in _DARKER.items()}
    night = {name: mixed(colour, DARK, share) for name, share in _NIGHT.items()}
    return {**lighter, "c600": colour, **darker, **night}


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share of another, 0 to 1; all as #rrggbb."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
