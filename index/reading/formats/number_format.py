"""A number of a spreadsheet as a reader sees it: a date, a share, an amount; never shortened."""

import re
from datetime import datetime, timedelta

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|([$€£¥])|(_.|\*.|\[[^\]]*\])')
_PLACES = re.compile(r"[0#?](?:[0#?,. /]*[0#?,/])?")
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_BUILT_IN = {9: "0%", 10: "0.00%", 3: "#,##0", 4: "#,##0.00", 37: "#,##0", 39: "#,##0.00"}
_BUILT_IN |= dict.fromkeys((14, 15, 16, 17, 22, 27, 30, 36, 50, 57), "m/d/yy")
_BUILT_IN |= dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm")
_LAST_DAY = 2_958_465  # of the year 9999


def shown(value: str, code: str | int, since_1904: bool = False) -> str:
    """A number as its format has it.

    Args:
        value: as the file has it.
        code: the format, or the number of one that is built in.
        since_1904: days are counted as old Macs did.
    """
    try:
        number = float(value)
    except ValueError:
        return value
    if isinstance(code, int):
        code = _BUILT_IN.get(code, "General")
    code = code.split(";")[0]
    literals = _LITERAL.sub(_kept, code)
    bare = re.sub("\ue000[^\ue001]*\ue001", "", literals)
    if _DATE.search(bare) and "General" not in code and 0 <= number < _LAST_DAY:
        return _moment(number, since_1904)
    places = _PLACES.search(literals)
    if places is None:
        return plain(number)
    before, after = literals[: places.start()], literals[places.end() :]
    text = _grouped(plain(number * 100 if "%" in bare else number), "," in places[0].rstrip(","))
    return f"{_said(before)}{text}{_said(after)}".strip()


def plain(number: float) -> str:
    """All the digits that are known of a number, and no zeros for those that are not."""
    text = f"{number:.15g}"
    return f"{number:.0f}" if "e+" in text and abs(number) < 1e21 else text


def _kept(found: re.Match[str]) -> str:
    """What a format says as it is written, marked as that; nothing for spaces and colours."""
    said = next((part for part in found.groups()[:4] if part), "")
    return f"\ue000{said}\ue001" if said else ""


def _said(part: str) -> str:
    return re.sub(r"[^\ue000\ue001%()\s]+(?![^\ue000]*\ue001)", "", part).translate(
        {0xE000: None, 0xE001: None}
    )


def _grouped(text: str, grouped: bool) -> str:
    whole, point, rest = text.partition(".")
    if not grouped or not whole.lstrip("-").isdigit():
        return text
    return f"{int(whole):,}{point}{rest}"


def _moment(number: float, since_1904: bool) -> str:
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    if number < 60 and not since_1904:  # 1900 was no leap year, as this calendar has it
        first += timedelta(days=1)
    moment = first + timedelta(seconds=round(number * 86_400))
    time = f"{moment:%H:%M}" + (f":{moment:%S}" if moment.second else "")
    if number < 1:
        return time
    return f"{moment:%Y-%m-%d}" + (f" {time}" if time != "00:00" else "")
