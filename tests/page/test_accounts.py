import hashlib
import io
import json
import os
import stat

import pytest

from bot.__main__ import main
from bot.errors import AccountError
from bot.page.door.accounts import FILE, MARK, WORK, Accounts
from tests.doubles.fakes import CHEAP, PASSWORD


@pytest.fixture
def accounts(tmp_path) -> Accounts:
    made = Accounts(tmp_path / "home", CHEAP)
    made.add("ann", PASSWORD)
    return made


def test_an_account_is_known_by_its_password_and_by_its_token(accounts):
    token = accounts.new_token("ann")
    assert accounts.by_password("ann", PASSWORD).name == "ann"
    assert accounts.by_token(token).name == "ann"
    assert accounts.by_password("ann", PASSWORD + "x") is None
    assert accounts.by_password("bob", PASSWORD) is None
    assert accounts.by_token(token[:-1]) is None
    assert accounts.by_token("") is None


def test_a_new_token_takes_the_place_of_the_old(accounts):
    old = accounts.new_token("ann")
    accounts.new_token("ann")
    assert accounts.by_token(old) is None


def test_neither_password_nor_token_is_in_the_file_and_only_its_owner_reads_it(accounts, tmp_path):
    token = accounts.new_token("ann")
    path = tmp_path / "home" / FILE
    assert PASSWORD not in path.read_text()
    assert token not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_equal_passwords_have_different_hashes(accounts, tmp_path):
    accounts.add("bob", PASSWORD)
    ann, bob = json.loads((tmp_path / "home" / FILE).read_text())
    assert ann["password"] != bob["password"]


def test_another_process_sees_who_was_added_and_removed(accounts, tmp_path):
    other = Accounts(tmp_path / "home", CHEAP)
    ann = other.by_password("ann", PASSWORD)
    assert other.holds(ann)
    accounts.remove("ann")
    assert other.names() == ()
    assert not other.holds(ann)
    accounts.add("ann", PASSWORD)
    assert not other.holds(ann)  # this is another ann


@pytest.mark.parametrize(
    "name",
    ["", "Ann", "-ann", "a:b", "a b", "a\nb", "x" * 65, "änn", "ann٣", "३nn", "ann๕"],
)
def test_what_is_no_name_is_refused(accounts, name):
    with pytest.raises(AccountError, match="cannot be a name"):
        accounts.add(name, PASSWORD)


@pytest.mark.parametrize("typed", ["Zu\u0308richsee im Fru\u0308hling", "Zürichsee im Frühling"])
@pytest.mark.parametrize("said", ["Zu\u0308richsee im Fru\u0308hling", "Zürichsee im Frühling"])
def test_a_password_is_the_same_however_its_letters_are_typed(accounts, typed, said):
    accounts.add("bob", said)
    assert accounts.by_password("bob", typed).name == "bob"
    assert accounts.by_password("bob", typed.replace("u\u0308", "u").replace("ü", "u")) is None


def test_the_length_of_a_password_is_that_of_its_letters(accounts):
    with pytest.raises(AccountError, match="has 6 characters"):
        accounts.add("bob", "u\u0308" * 6)
    accounts.add("bob", "u\u0308" * 1000)
    assert accounts.by_password("bob", "ü" * 1000)
    assert accounts.by_password("bob", "ü" * 1001) is None


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * 1001])
def test_a_password_that_is_too_short_or_too_long_is_refused(accounts, password):
    with pytest.raises(AccountError, match="12 to 1000"):
        accounts.add("bob", password)


def test_a_name_is_taken_once_and_only_what_is_there_is_removed(accounts):
    with pytest.raises(AccountError, match="already"):
        accounts.add("ann", PASSWORD)
    with pytest.raises(AccountError, match="there are: ann"):
        accounts.remove("bob")
    with pytest.raises(AccountError, match="there are: ann"):
        accounts.new_token("bob")
    assert accounts.names() == ("ann",)


@pytest.mark.parametrize(
    "damaged", ["", "[", "{}x", '[{"name": "ann"}]', "[1]", '{"ann": 1}', b"\xff\xfe"]
)
def test_a_damaged_file_lets_nobody_in_and_is_not_written_over(accounts, tmp_path, damaged):
    path = tmp_path / "home" / FILE
    path.write_bytes(damaged if isinstance(damaged, bytes) else damaged.encode())
    with pytest.raises(AccountError, match="no one is let in"):
        accounts.by_password("ann", PASSWORD)
    with pytest.raises(AccountError, match="no one is let in"):
        accounts.add("bob", PASSWORD)
    assert path.stat().st_size == len(damaged)


@pytest.mark.parametrize("way", ["a folder", "a pipe", "a link to nothing", "not ours"])
def test_what_is_no_readable_file_lets_no_one_in(accounts, tmp_path, way):
    path = tmp_path / "home" / FILE
    path.unlink()
    (tmp_path / "home" / MARK).unlink()
    if way == "a folder":
        path.mkdir()
    elif way == "a pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("nowhere" if way == "a link to nothing" else "/proc/self/mem")
    fresh = Accounts(tmp_path / "home", CHEAP)
    assert fresh.required()
    assert nobody_comes_in(fresh)


def nobody_comes_in(accounts) -> bool:
    try:
        return accounts.by_password("ann", PASSWORD) is None
    except AccountError as error:
        return "no one is let in" in str(error)


def _removed(accounts, home):
    accounts.remove("ann")


def _lost(accounts, home):
    (home / FILE).unlink()


def _emptied(accounts, home):
    (home / FILE).write_text("")


def _no_more_in_it(accounts, home):
    (home / FILE).write_text("[]")


def _without_mark(accounts, home):
    (home / MARK).unlink()
    accounts.remove("ann")


@pytest.mark.parametrize("way", [_removed, _lost, _emptied, _no_more_in_it, _without_mark])
def test_once_an_account_was_made_only_an_account_opens(accounts, tmp_path, way):
    home = tmp_path / "home"
    way(accounts, home)
    assert accounts.required()
    fresh = Accounts(home, CHEAP)  # as after a restart
    assert fresh.required()
    assert nobody_comes_in(fresh)


def test_before_the_first_account_nothing_is_required(tmp_path):
    assert not Accounts(tmp_path / "home", CHEAP).required()
    accounts = Accounts(tmp_path, CHEAP)
    with pytest.raises(AccountError):
        accounts.add("ann", "short")
    assert not accounts.required()


def test_a_page_that_saw_accounts_stays_closed_even_if_the_whole_home_is_lost(accounts, tmp_path):
    assert accounts.required()
    (tmp_path / "home").rename(tmp_path / "away")
    assert accounts.required()


def test_accounts_made_before_there_was_a_mark_get_one(accounts, tmp_path):
    mark = tmp_path / "home" / MARK
    mark.unlink()
    Accounts(tmp_path / "home", CHEAP).keep_closed()
    assert stat.S_IMODE(mark.stat().st_mode) == 0o600


def test_after_a_loss_accounts_can_be_made_anew(accounts, tmp_path):
    (tmp_path / "home" / FILE).unlink()
    fresh = Accounts(tmp_path / "home", CHEAP)
    fresh.add("bob", PASSWORD)
    assert fresh.names() == ("bob",)


def test_any_flipped_bit_lets_the_same_in_or_is_named(accounts, tmp_path):
    path = tmp_path / "home" / FILE
    whole = path.read_bytes()
    secret, named = json.loads(whole)[0]["password"][:16], []
    for place in range(8 * len(whole)):
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        path.write_bytes(damaged)
        fresh = Accounts(tmp_path / "home", CHEAP)
        assert fresh.required()
        try:
            for name in fresh.names():  # not any name: an unknown one takes a quarter of a second
                fresh.by_password(name, PASSWORD)
        except AccountError as error:
            named.append(str(error))
    assert len(named) > 4 * len(whole)
    assert [said for said in named if secret in said] == []


def test_a_hash_that_would_take_for_ever_is_damage(accounts, tmp_path):
    path = tmp_path / "home" / FILE
    account = json.loads(path.read_text())[0]
    path.write_text(json.dumps([account | {"work": [2**30, 8, 1]}]))
    with pytest.raises(AccountError, match="damaged"):
        accounts.names()


def test_an_unknown_name_costs_as_much_as_a_wrong_password(tmp_path, monkeypatch):
    accounts = Accounts(tmp_path)
    accounts.add("ann", PASSWORD)
    work, scrypt = [], hashlib.scrypt

    def noted(password: bytes, **given):
        work.append({name: given[name] for name in "nrp"})
        return scrypt(password, **given)

    monkeypatch.setattr(hashlib, "scrypt", noted)
    accounts.by_password("nobody", "wrong")
    accounts.by_password("ann", "wrong")
    assert len(work) == 2
    assert work[0] == work[1]


def test_the_default_is_the_work_that_owasp_asks_for():
    n, r, p = WORK
    assert n * r * p >= 2**14 * 8 * 5


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Runs a command on a home of its own; gives exit code, output and errors."""
    monkeypatch.setenv("CAREERBOT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("bot.page.door.accounts.Accounts.__init__.__defaults__", (CHEAP,))

    def run(*arguments, typed=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(["account", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_accounts_are_kept_by_command(run, tmp_path):
    assert run("add", "ann", typed=f"{PASSWORD}\n")[0] == 0
    code, out, err = run("token", "ann")
    accounts = Accounts(tmp_path / "home", CHEAP)
    assert accounts.by_password("ann", PASSWORD)
    assert accounts.by_token(out.strip())
    assert "shown this once" in err
    assert run("list")[1].startswith("ann  added 2")
    assert run("list")[1].endswith("has a token\n")
    code, out, _ = run("remove", "ann")
    assert (code, "no accounts left" in out, "careerbot account add" in out) == (0, True, True)
    assert run("list")[:2] == (0, "")


def test_a_short_password_is_refused_by_the_command(run):
    code, _, err = run("add", "ann", typed="short\n")
    assert code == 1
    assert "5 characters; it needs 12" in err
    assert run("list")[1] == ""
