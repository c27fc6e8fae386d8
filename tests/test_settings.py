import pytest

from bot import Settings
from bot.settings import contrast_with_white
from index import IndexSettings, SettingError


def test_settings_come_from_the_environment():
    settings = Settings.from_environment(
        {
            "CAREERBOT_HOME": " /somewhere ",
            "CAREERBOT_PORT": "8000",
            "CAREERBOT_MODEL": "ollama:qwen3:4b",
            "CAREERBOT_MODEL_KEY": "",
            "PATH": "x",
        }
    )
    assert (settings.home, settings.port, settings.model) == ("/somewhere", 8000, "ollama:qwen3:4b")
    assert settings.index == IndexSettings(home="/somewhere")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CAREERBOT_MODLE", "x:y", "did you mean CAREERBOT_MODEL?"),
        ("CAREERBOT_PORT", "many", "must be a number"),
        ("CAREERBOT_PORT", "0", "1 to 65535"),
        ("CAREERBOT_MODEL", "gpt", "provider:name"),
        ("CAREERBOT_MODEL", "openai:", "provider:name"),
        ("CAREERBOT_MODEL_URL", "127.0.0.1:80", "http://"),
        ("CAREERBOT_MODEL_URL", "http://127.0.0.1/v1", "CAREERBOT_MODEL is not"),
        ("CAREERBOT_MODEL_TIMEOUT", "-1", "more than 0"),
        ("CAREERBOT_HOST", "::1", "127.0.0.1"),
        ("CAREERBOT_HOST", "http://127.0.0.1", "IPv4 address"),
        ("CAREERBOT_ROOT_PATH", "careers", "/careers"),
        ("CAREERBOT_ROOT_PATH", "/a/../b?c", "/careers"),
        ("CAREERBOT_NAMES", "https://careers.example.org", "without http"),
        ("CAREERBOT_NAMES", "careers.example.org:80", "without a port"),
        ("CAREERBOT_TITLE", "x" * 61, "60 characters"),
        ("CAREERBOT_COLOUR", "red", "#rrggbb"),
        ("CAREERBOT_COLOUR", "#ffd700", "hard to read"),
    ],
)
def test_a_wrong_setting_is_named(name, value, said):
    with pytest.raises(SettingError) as error:
        Settings.from_environment({name: value})
    assert said in str(error.value)
    assert name in str(error.value)


@pytest.mark.parametrize(
    ("field", "value"), [("chunk_size", 5), ("chunk_overlap", 400), ("keep", 0), ("embedder", " ")]
)
def test_a_wrong_index_setting_is_named(field, value):
    with pytest.raises(SettingError, match=field):
        IndexSettings(**{field: value})


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54)]
)
def test_contrast_is_that_of_wcag(colour, contrast):
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.005)


def test_names_of_a_proxy_are_taken_apart():
    names = Settings(names=" Careers.example.org, it.example.org ,").served_as
    assert names == ("careers.example.org", "it.example.org")


def test_the_key_is_not_shown():
    assert "secret" not in repr(Settings(model_key="secret"))
