"""What an operator may make the page's own: title, logo, colour."""

import base64
from pathlib import Path

import gradio as gr

from bot.page.drawing.html import plain, tag
from bot.page.words import written
from bot.settings import Settings
from index import SettingError

LARGEST_LOGO = 200 * 1024  # bytes
_KINDS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"RIFF": "webp"}
SUBTITLE = "Career advice, with the passage for every sentence."


def heading_html(settings: Settings) -> str:
    """The head of the page.

    Raises:
        SettingError: the logo cannot be used; says why.
    """
    title = tag("h1", "", plain(settings.title))
    subtitle = tag("p", "", str(written(SUBTITLE)))
    return f"{_logo_html(settings.logo)}<div>{title}{subtitle}</div>"


def theme(settings: Settings) -> gr.themes.Base:
    """Gradio's soft theme in the operator's colour, pale texts and edges brought to the contrast of
    WCAG 2.2 AA.
    """
    return gr.themes.Soft(font=["system-ui", "sans-serif"]).set(
        block_label_text_color="*primary_700",
        block_title_text_color="*primary_700",
        block_info_text_color="*neutral_600",
        body_text_color_subdued="*neutral_600",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        input_border_width="1px",
        input_border_color="*neutral_500",
        input_border_color_dark="*neutral_500",
        checkbox_border_color="*neutral_500",
        checkbox_border_color_dark="*neutral_500",
        button_primary_background_fill=settings.colour,
        button_primary_background_fill_dark=settings.colour,
        button_primary_background_fill_hover=settings.colour,
        button_primary_background_fill_hover_dark=settings.colour,
        button_secondary_background_fill_hover_dark="*primary_600",
    )


def _logo_html(path: str) -> str:
    """The picture within the page itself, so that nothing else is ever loaded."""
    if not path:
        return ""
    try:
        data = Path(path).expanduser().read_bytes()
    except OSError as error:
        raise SettingError(f"CAREERBOT_LOGO: {path} cannot be read: {error.strerror}.") from error
    kinds = [kind for begin, kind in _KINDS.items() if data.startswith(begin)]
    if not kinds or len(data) > LARGEST_LOGO:
        raise SettingError(
            f"CAREERBOT_LOGO: {path} is no PNG, JPEG or WebP picture of at most "
            f"{LARGEST_LOGO // 1024} kB."
        )
    picture = base64.b64encode(data).decode()
    return f'<img class="logo" alt="" src="data:image/{kinds[0]};base64,{picture}">'
