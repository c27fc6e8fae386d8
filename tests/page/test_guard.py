import http.client
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace

import pytest

from bot import Advisor, Settings
from bot.page.brand import heading_html
from bot.page.door.guard import HEADERS, MOST_BYTES
from index import SettingError
from tests.conftest import PROJECT, free_port
from tests.doubles.small import shown, small_advisor
from tests.doubles.web import Place, ask, place_of


@pytest.fixture(scope="module")
def place(advisor: Advisor) -> Iterator[Place]:
    """Where a page is that takes no documents."""
    yield from _place(advisor, uploads="none")


@pytest.fixture(scope="module")
def taking(advisor: Advisor) -> Iterator[Place]:
    """Where a page is that takes documents of one megabyte."""
    yield from _place(advisor, upload_megabytes=1)


def _place(advisor: Advisor, **more) -> Iterator[Place]:
    settings = replace(advisor.settings, port=free_port(), **more)
    with shown(Advisor(advisor.index, settings)) as address:
        yield place_of(address)


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/no/such", "/theme.css"])
def test_every_reply_carries_the_headers(place, path):
    response = ask(place, "GET", path)
    for name, value in HEADERS.items():
        assert response.getheader(name) == value


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "", "127.0.0.1.evil.example"]
)
def test_another_name_is_not_served(place, host):
    assert ask(place, "GET", "/", headers={"Host": host}).status == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:80"])
def test_this_machine_is_served(place, host):
    assert ask(place, "GET", "/", headers={"Host": host}).status == 200


def test_health_says_what_is_served(place, corpus_report):
    reply = ask(place, "GET", "/health")
    health = json.loads(reply.body)
    assert (reply.status, health["status"]) == (200, "ok")
    assert health["documents"] == corpus_report.documents


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=https://example.org/x",
        "/gradio_api/proxy=https://example.org",
        "/gradio_api/run/predict",
        "/monitoring",
        "/gradio_api/file/https://example.org/x",
        "/gradio_api/api/predict",
        "/gradio_api/call/ask",
        "/gradio_api/process_recording",
        "/gradio_api/component_server",
        "/gradio_api/openapi.json",
        "/gradio_api/profiling/summary",
        "/gradio_api/upload/",
        "/assets/../config",
        "/docs",
    ],
)
def test_routes_without_use_are_closed(place, path):
    assert ask(place, "POST", path, b"x").status == 404
    assert ask(place, "GET", path).status == 404


def sent(data: bytes) -> tuple[bytes, dict[str, str]]:
    """The body and headers of a file that is sent."""
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\n'
    body = head + data + b"\r\n--x--\r\n"
    return body, {"Content-Type": "multipart/form-data; boundary=x"}


def test_documents_are_taken_up_to_a_size(taking):
    assert ask(taking, "POST", "/gradio_api/upload", *sent(b"x" * 2**19)).status == 200
    assert ask(taking, "POST", "/gradio_api/upload", *sent(b"x" * 2**21)).status == 413
    assert ask(taking, "POST", "/gradio_api/upload", *sent(b"x" * 2**24)).status == 413
    assert ask(taking, "POST", "/gradio_api/queue/join", b"x" * (MOST_BYTES + 1)).status == 413


def test_the_page_of_another_site_sends_no_documents(taking):
    body, headers = sent(b"text")
    headers |= {"Origin": "https://evil.example"}
    assert ask(taking, "POST", "/gradio_api/upload", body, headers).status == 403


def test_gradios_own_variables_open_nothing():
    code = "import os, bot.page; print([n for n in os.environ if n.startswith('GRADIO_')])"
    hostile = {"GRADIO_ALLOWED_PATHS": "/etc", "GRADIO_PROFILING": "1", "GRADIO_SHARE": "True"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**os.environ, **hostile},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['GRADIO_ANALYTICS_ENABLED']"


def test_files_of_this_machine_are_not_served(place):
    for path in ("/etc/passwd", "../../pyproject.toml", "app.py"):
        assert ask(place, "GET", f"/gradio_api/file={path}").status in (403, 404)


def begin(place, *headers):
    """Begin a request to the queue and read the reply before its body is sent."""
    connection = http.client.HTTPConnection(*place, timeout=10)
    connection.putrequest("POST", "/gradio_api/queue/join")
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders()
    return connection


def test_a_body_that_says_it_is_too_long_is_refused(place):
    with closing(begin(place, ("Content-Length", str(MOST_BYTES + 1)))) as connection:
        assert connection.getresponse().status == 413


def test_a_body_that_turns_out_too_long_is_not_read(place):
    headers = [("Transfer-Encoding", "chunked"), ("Content-Type", "application/json")]
    with closing(begin(place, *headers)) as connection:
        chunk = b"x" * 65536
        with suppress(OSError):  # the server may hang up at any of these
            for _ in range(2 * MOST_BYTES // len(chunk)):
                connection.send(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            connection.send(b"0\r\n\r\n")
            assert connection.getresponse().status >= 400


def test_the_page_has_no_api(place):
    info = json.loads(ask(place, "GET", "/gradio_api/info").body)
    assert info["named_endpoints"] == {}
    assert info["unnamed_endpoints"] == {}


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A page of an operator's own, as a proxy serves it."""
    folder = tmp_path_factory.mktemp("school")
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\nand a picture")
    own = {
        "names": "careers.example.org",
        "root_path": "/careers",
        "title": "School <b>of</b> IT",
        "welcome": "Where to?",
        "logo": str(folder / "logo.png"),
        "colour": "#065f46",
    }
    with small_advisor(folder, **own) as advisor, shown(advisor) as address:
        yield place_of(address)


def test_an_operator_names_the_page_and_where_it_is_served(behind_proxy):
    public = {"Host": "careers.example.org"}
    config = json.loads(ask(behind_proxy, "GET", "/config", headers=public).body)
    assert config["title"] == "School <b>of</b> IT"
    heading = next(
        c["props"]["value"] for c in config["components"] if c["props"].get("elem_id") == "heading"
    )
    assert "<b>" not in heading
    assert "School &#60;b&#62;of" in heading
    assert "data:image/png;base64," in heading
    assert config["root"].endswith("/careers")
    assert "#065f46" in ask(behind_proxy, "GET", "/theme.css", headers=public).body.decode()
    assert ask(behind_proxy, "GET", "/health", headers=public).status == 200
    assert ask(behind_proxy, "GET", "/", headers={"Host": "it.example.org"}).status == 400


def test_health_tells_when_the_index_is_lost(tmp_path):
    with small_advisor(tmp_path) as advisor, shown(advisor) as address:
        folder = advisor.settings.index.folder
        (folder / "current").write_text("000009 0")
        shutil.rmtree(folder / "generations")
        reply = ask(place_of(address), "GET", "/health")
    assert reply.status == 503
    assert json.loads(reply.body)["status"] == "failed"


@pytest.mark.parametrize("content", [None, b"<svg/>", b"\x89PNG\r\n\x1a\n" + bytes(300_000)])
def test_a_logo_that_cannot_be_used_is_named(tmp_path, content):
    logo = tmp_path / "logo.png"
    if content is not None:
        logo.write_bytes(content)
    with pytest.raises(SettingError, match=r"CAREERBOT_LOGO: .*logo\.png"):
        heading_html(Settings(logo=str(logo)))
