"""The mark of careerbot: beside its name, in the tab, and while the page is not there yet."""

# A way that forks, on a tile: the branch that is taken ends in a point.
_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">'
    '<rect width="32" height="32" rx="8" fill="{}"/>'
    '<g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round">'
    '<path d="M16 26v-6c0-5-6.5-5-6.5-11" stroke-opacity=".6"/>'
    '<path d="M16 26v-6c0-5 6.5-4.5 6.5-8.5"/></g>'
    '<circle cx="22.5" cy="8.5" r="3.1" fill="#fff"/></svg>'
)


def mark(colour: str) -> str:
    """The mark of careerbot as SVG.

    Args:
        colour: of the page, as #rrggbb.
    """
    return _MARK.format(colour)
