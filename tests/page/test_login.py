"""Where there are accounts, nobody is let in without one."""

import http.client
import json
import re
import socket
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from bot.page import start
from bot.page.door.accounts import FILE, Accounts
from bot.page.door.throttle import MOST, PAUSE, WITHIN, Throttle
from index import SettingError
from tests.doubles.fakes import CHEAP, PASSWORD
from tests.doubles.small import shown, small_advisor
from tests.doubles.web import Tab, ask, ask_api, basic, cookie_in, log_in, place_of

QUESTION = "what are pears pressed into?"
WITHOUT = (
    "/",
    "/login",
    "/health",
    "/robots.txt",
    "/favicon.ico",
    "/manifest.json",
    "/gradio_api/startup-events",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A page on all addresses with one account, its place and its accounts."""
    folder = tmp_path_factory.mktemp("house")
    with small_advisor(folder, host="0.0.0.0", names="careers.example.org") as advisor:
        accounts = Accounts(folder / "home", CHEAP)
        accounts.add("ann", PASSWORD)
        page, address = start(advisor)
        yield page, ("127.0.0.1", urlsplit(address).port), accounts
        page.close(verbose=False)


@pytest.fixture
def place(house):
    return house[1]


@pytest.fixture
def somebody(house):
    """An account that only one test has, so that its failures are no other test's."""
    name = f"guest{len(house[2].names())}"
    house[2].add(name, PASSWORD)
    return name


def at(number):
    """Headers of a proxy on this machine that serves another address."""
    return {"X-Forwarded-For": f"203.0.113.{number}"}


def routes_of(router):
    """Every path that a server knows, with the names in it filled in."""
    for route in router.routes:
        if hasattr(route, "original_router"):  # as FastAPI keeps a router within another
            yield from routes_of(route.original_router)
        else:
            yield re.sub(r"{.*?}", "x", route.path)


def test_no_route_beside_the_few_public_ones_is_served_without_login(house):
    page, place, _ = house
    paths = sorted({*routes_of(page.app), "/api/ask", "/api/guides"})
    assert len(paths) > 50
    wrong = []
    for path in paths:
        for method in ("GET", "POST"):
            if path in WITHOUT:
                continue
            status = ask(place, method, path, b"{}" if method == "POST" else None).status
            wrong += [(method, path, status)] * (status not in (401, 404))
    assert wrong == []


def test_the_page_sends_to_the_login_and_tells_nothing(place):
    reply = ask(place, "GET", "/")
    assert (reply.status, reply.getheader("Location"), reply.body) == (303, "login", b"")
    assert json.loads(ask(place, "GET", "/health").body) == {"status": "ok"}


def test_who_logs_in_is_answered(place, somebody):
    reply = log_in(place, somebody, PASSWORD)
    assert (reply.status, reply.getheader("Location")) == (303, "./")
    set_cookie = reply.getheader("Set-Cookie")
    assert "HttpOnly" in set_cookie
    assert "SameSite=strict" in set_cookie
    assert "Secure" not in set_cookie
    headers = {"Cookie": cookie_in(reply)}
    assert ask(place, "GET", "/login", headers=headers).status == 303
    assert b"logout" in ask(place, "GET", "/", headers=headers).body
    assert "perry" in Tab(place, "mine", cookie_in(reply)).answered(QUESTION)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Proto": "https"},
        {"Host": "careers.example.org", "Origin": "https://careers.example.org"},
    ],
)
def test_behind_https_the_cookie_is_sent_by_https_only(place, somebody, headers):
    assert "Secure" in log_in(place, somebody, PASSWORD, headers).getheader("Set-Cookie")


def test_who_logs_out_is_out(place, somebody):
    headers = {"Cookie": cookie_in(log_in(place, somebody, PASSWORD))}
    assert somebody.encode() in ask(place, "GET", "/logout", headers=headers).body
    assert ask(place, "GET", "/config", headers=headers).status == 200  # asking is not doing
    out = ask(place, "POST", "/logout", b"", headers)
    assert (out.status, out.getheader("Location")) == (303, "login")
    assert out.getheader("Clear-Site-Data") == '"storage"'
    assert "Max-Age=0" in out.getheader("Set-Cookie")
    assert ask(place, "GET", "/config", headers=headers).status == 401


def test_a_login_gives_a_secret_that_nobody_could_have_known_before(place, somebody):
    planted = "careerbot-1=" + "x" * 43
    reply = log_in(place, somebody, PASSWORD, {"Cookie": planted})
    assert cookie_in(reply).partition("=")[2] != "x" * 43
    assert len(cookie_in(reply).partition("=")[2]) == 43


def test_who_is_removed_is_out_at_once(house, somebody):
    _, place, accounts = house
    headers = {"Cookie": cookie_in(log_in(place, somebody, PASSWORD))}
    assert ask(place, "GET", "/config", headers=headers).status == 200
    accounts.remove(somebody)
    assert ask(place, "GET", "/config", headers=headers).status == 401


def test_an_unknown_name_is_told_the_same_as_a_wrong_password(place, somebody):
    wrong = log_in(place, somebody, "wrong", at(1))
    unknown = log_in(place, "nobody", "wrong", at(1))
    assert (wrong.status, wrong.body) == (unknown.status, unknown.body)
    assert wrong.status == 401


@pytest.mark.parametrize("known", [True, False])
def test_after_five_failures_a_name_is_refused_from_everywhere(place, somebody, known):
    name = somebody if known else "stranger"
    statuses = [log_in(place, name, "wrong", at(10 + i)).status for i in range(MOST + 1)]
    assert statuses == [401] * MOST + [429]
    refused = log_in(place, name, PASSWORD, at(30))
    assert refused.status == 429
    assert 0 < int(refused.getheader("Retry-After")) <= PAUSE
    assert refused.getheader("Set-Cookie") is None


def test_after_five_failures_an_address_is_refused_by_every_name_and_way(place, somebody):
    for number in range(MOST):
        assert (
            ask_api(place, {"question": "x"}, {**basic(f"n{number}", "x"), **at(40)}).status == 401
        )
    assert log_in(place, somebody, PASSWORD, at(40)).status == 429
    assert ask_api(place, {"question": "x"}, {**basic(somebody, PASSWORD), **at(40)}).status == 429
    assert log_in(place, somebody, PASSWORD, at(41)).status == 303


def test_a_throttle_counts_tries_under_way_forgets_and_never_grows_without_bound():
    now = [1000.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(MOST):
        assert throttle.wait(["a"]) == 0
        throttle.begin(["a"])  # as many at the same time
    assert throttle.wait(["a", "b"]) == PAUSE
    now[0] += PAUSE
    assert throttle.wait(["a"]) == 0
    for _ in range(2 * MOST):
        throttle.begin(["c"])
        now[0] += WITHIN / (MOST - 1)
        assert throttle.wait(["c"]) == 0  # too seldom to be refused
    for _ in range(2 * MOST):
        throttle.begin(["d"])
        throttle.forgive(["d"])
    assert throttle.wait(["d"]) == 0
    for number in range(10_100):
        throttle.begin([str(number)])
    assert len(throttle._tries) <= 10_000


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://[broken"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://localhost:{port}"},
        {"Origin": "https://careers.example.org:8443"},
        {"Origin": "ftp://careers.example.org"},
        {"Origin": "https://careers.example.org.evil.example"},
        {"Origin": "https://evil.example@careers.example.org"},
        {
            "Host": "careers.example.org",
            "Origin": "http://careers.example.org",
            "X-Forwarded-Proto": "https",
        },
        {"Host": "careers.example.org", "Origin": "https://careers.example.org:9"},
        {"Host": "careers.example.org:8443", "Origin": "https://careers.example.org:9"},
        {"X-Forwarded-Host": "evil.example", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_the_page_of_another_site_logs_nobody_in_or_out(place, somebody, headers):
    headers = {name: value.replace("{port}", str(place[1])) for name, value in headers.items()}
    assert log_in(place, somebody, PASSWORD, headers).status == 403
    cookie = {"Cookie": cookie_in(log_in(place, somebody, PASSWORD))}
    assert ask(place, "POST", "/logout", b"", {**cookie, **headers}).status == 403
    assert ask(place, "GET", "/config", headers=cookie).status == 200


def test_the_page_may_log_in_and_a_proxy_may_serve_it(place, somebody):
    own = {"Origin": f"http://127.0.0.1:{place[1]}", "Sec-Fetch-Site": "same-origin"}
    assert log_in(place, somebody, PASSWORD, own).status == 303
    behind = {"Host": f"127.0.0.1:{place[1]}", "Origin": "https://careers.example.org"}
    assert log_in(place, somebody, PASSWORD, behind).status == 303


def test_a_link_from_another_site_asks_once_more_with_the_cookie(place):
    reply = ask(place, "GET", "/", headers={"Sec-Fetch-Site": "cross-site"})
    assert reply.status == 200
    assert b'http-equiv="refresh"' in reply.body
    assert reply.getheader("Set-Cookie") is None


def test_a_page_on_all_addresses_is_served_by_each_of_them(house):
    _, (_, port), _ = house
    assert ask(("127.0.0.2", port), "GET", "/login").status == 200  # also this machine
    assert ask(("127.0.0.2", port), "GET", "/login", headers={"Host": "evil.example"}).status == 400
    assert ask(("127.0.0.1", port), "GET", "/login", headers={"Host": "127.0.0.9"}).status == 400


def test_the_api_takes_a_token_or_a_password(house, somebody):
    _, place, accounts = house
    token = {"Authorization": f"Bearer {accounts.new_token(somebody)}"}
    for way in (token, basic(somebody, PASSWORD)):
        assert "perry" in ask_api(place, {"question": QUESTION}, way).json["text"]
    for way in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic =="}):
        refused = ask_api(place, {"question": QUESTION}, {**way, **at(50)})
        assert refused.status == 401
        assert "careerbot account token" in refused.json["error"]
        assert refused.getheader("WWW-Authenticate").startswith("Basic")


def test_a_cookie_of_the_page_is_no_way_into_the_api(place, somebody):
    cookie = cookie_in(log_in(place, somebody, PASSWORD))
    assert ask_api(place, {"question": QUESTION}, {"Cookie": cookie}).status == 401


def test_nobody_is_let_in_while_the_accounts_are_damaged(house):
    _, place, accounts = house
    accounts.add("zoe", PASSWORD)
    headers = {"Cookie": cookie_in(log_in(place, "zoe", PASSWORD))}
    path = accounts._path
    whole = path.read_bytes()
    path.write_text("{")
    try:
        assert ask(place, "GET", "/config", headers=headers).status == 503
        assert log_in(place, "zoe", PASSWORD).status == 503
    finally:
        path.write_bytes(whole)
    assert ask(place, "GET", "/config", headers=headers).status == 200


def test_others_are_let_in_only_where_there_are_accounts(tmp_path):
    with (
        small_advisor(tmp_path, host="0.0.0.0") as advisor,
        pytest.raises(SettingError, match="careerbot account add"),
    ):
        start(advisor)
    with socket.socket() as probe:  # nothing listens
        assert probe.connect_ex(("127.0.0.1", advisor.settings.port)) != 0


def test_an_account_that_is_added_closes_a_running_page(tmp_path):
    with small_advisor(tmp_path) as advisor, shown(advisor) as address:
        place = place_of(address)
        assert ask(place, "GET", "/config").status == 200
        assert ask(place, "GET", "/login").status == 404
        Accounts(tmp_path / "home", CHEAP).add("ann", PASSWORD)
        assert ask(place, "GET", "/config").status == 401
        (tmp_path / "home" / FILE).unlink()
        assert ask(place, "GET", "/config").status == 401
        login = ask(place, "GET", "/login")
        assert (login.status, b"careerbot account add NAME" in login.body) == (200, True)


def test_a_page_without_its_accounts_starts_closed_and_says_what_to_do(tmp_path, capsys):
    accounts = Accounts(tmp_path / "home", CHEAP)
    accounts.add("ann", PASSWORD)
    accounts.remove("ann")
    with small_advisor(tmp_path) as advisor, shown(advisor) as address:
        place = place_of(address)
        assert "careerbot account add NAME" in capsys.readouterr().err
        for path in ("/config", "/gradio_api/info", "/api/guides"):
            assert ask(place, "GET", path).status == 401
        assert json.loads(ask(place, "GET", "/health").body) == {"status": "ok"}
        accounts.add("bob", PASSWORD)
        headers = {"Cookie": cookie_in(log_in(place, "bob", PASSWORD))}
        assert ask(place, "GET", "/config", headers=headers).status == 200


@pytest.mark.parametrize("hosts", [["localhost", "localhost"], ["localhost", "evil.example"], []])
def test_a_request_has_one_host(place, hosts):
    with closing(http.client.HTTPConnection(*place, timeout=10)) as connection:
        connection.putrequest("GET", "/login", skip_host=True)
        for host in hosts:
            connection.putheader("Host", host)
        connection.endheaders()
        assert connection.getresponse().status == 400
