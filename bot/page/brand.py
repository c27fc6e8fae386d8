"""What the page looks like, and what an operator may make its own: title, logo, colour."""

import base64
from pathlib import Path

import gradio as gr

from bot.page.colours import DARK, mixed, shades
from bot.page.drawing.html import plain, tag
from bot.page.mark import mark
from bot.page.words import written
from bot.settings import Settings
from index import SettingError

LARGEST_LOGO = 200 * 1024  # bytes
_KINDS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"RIFF": "webp"}
SUBTITLE = "Career advice, with the passage for every sentence."
FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Arial", "sans-serif"]
_GREYS = {  # of slate, which suits any colour beside it
    "c50": "#f8fafc",
    "c100": "#f1f5f9",
    "c200": "#e2e8f0",
    "c300": "#cbd5e1",
    "c400": "#94a3b8",
    "c500": "#64748b",
    "c600": "#475569",
    "c700": "#334155",
    "c800": "#1f2733",
    "c900": DARK,
    "c950": "#0c0f14",
}


def heading_html(settings: Settings) -> str:
    """The head of the page.

    Raises:
        SettingError: the logo cannot be used; says why.
    """
    title = tag("h1", "", plain(settings.title))
    subtitle = tag("p", "", str(written(SUBTITLE)))
    return f"{_logo_html(settings)}<div>{title}{subtitle}</div>"


def theme(settings: Settings) -> gr.themes.Base:
    """Gradio's plain theme in the shades of the operator's colour; all texts and edges have the
    contrast of WCAG 2.2 AA.
    """
    primary = gr.themes.Color(name="own", **shades(settings.colour))
    neutral = gr.themes.Color(name="greys", **_GREYS)
    base = gr.themes.Base(primary_hue=primary, neutral_hue=neutral, font=FONTS)
    return base.set(
        body_background_fill="white",
        body_background_fill_dark="*neutral_900",
        background_fill_primary="white",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_50",
        background_fill_secondary_dark="*neutral_800",
        body_text_color="*neutral_900",
        body_text_color_dark="*neutral_100",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        border_color_primary="*neutral_200",
        border_color_primary_dark="*neutral_700",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_padding="0px",
        block_title_text_color="*body_text_color",
        block_title_text_color_dark="*body_text_color",
        block_title_text_weight="600",
        block_label_text_color="*body_text_color",
        block_label_text_color_dark="*body_text_color",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
        input_background_fill="white",
        input_background_fill_dark="*neutral_800",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        input_border_width="1px",
        input_border_color="*neutral_500",
        input_border_color_dark="*neutral_500",
        input_border_color_focus="*primary_600",
        input_border_color_focus_dark="*primary_300",
        input_radius="*radius_md",
        checkbox_border_color="*neutral_500",
        checkbox_border_color_dark="*neutral_500",
        checkbox_background_color_selected="*primary_600",
        checkbox_background_color_selected_dark="*primary_600",
        slider_color="*primary_600",
        slider_color_dark="*primary_300",
        color_accent="*primary_600",
        color_accent_soft="*primary_50",
        color_accent_soft_dark="*primary_900",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
        link_text_color_hover="*primary_700",
        link_text_color_hover_dark="*primary_200",
        button_primary_background_fill=settings.colour,
        button_primary_background_fill_dark=settings.colour,
        button_primary_background_fill_hover=mixed(settings.colour, "#000000", 0.15),
        button_primary_background_fill_hover_dark=mixed(settings.colour, "#000000", 0.15),
        button_primary_text_color="white",
        button_secondary_background_fill="white",
        button_secondary_background_fill_dark="*neutral_800",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_hover_dark="*neutral_700",
        button_secondary_border_color="*neutral_300",
        button_secondary_border_color_dark="*neutral_600",
        button_secondary_text_color="*body_text_color",
        button_secondary_text_color_dark="*body_text_color",
        button_border_width="1px",
    )


def _logo_html(settings: Settings) -> str:
    """The picture within the page itself, so that nothing else is ever loaded."""
    kind, data = "svg+xml", mark(settings.colour).encode()
    if settings.logo:
        kind, data = _read(settings.logo)
    picture = base64.b64encode(data).decode()
    return f'<img class="logo" alt="" src="data:image/{kind};base64,{picture}">'


def _read(path: str) -> tuple[str, bytes]:
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
    return kinds[0], data
