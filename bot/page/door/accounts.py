"""Who may come in: names with hashed passwords and tokens, in a file of the home folder.

Beside it lies a mark that accounts were made here once. As long as one of the two is there, the
page asks everyone to log in: losing the accounts, or removing the last one, lets no one in.
"""

import hashlib
import hmac
import json
import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from bot.errors import AccountError

FILE = "accounts.json"
MARK = "login-required"  # name of the file that keeps the page closed
SHORTEST, LONGEST = 12, 1000  # characters of a password
NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
WORK = (2**14, 8, 5)  # n, r and p of scrypt, as OWASP's cheat sheet on passwords has them
SALT = 16  # bytes
TOKEN = 32  # bytes, so that no one guesses one, and a fast hash of it is enough
_HASHES = re.compile(r"[0-9a-f]{32} [0-9a-f]{128}(?:[0-9a-f]{64})?")
_WHY = "Accounts were made here, so the page asks everyone to log in, even if none is left.\n"


@dataclass(frozen=True)
class Account:
    """Someone who may come in.

    Attributes:
        salt: hexadecimal, as the hashes are; it is another one whenever the password is.
        work: n, r and p of scrypt.
        token: SHA-256 of the token for programs; empty if there is none.
        added: the day, ISO 8601.
    """

    name: str
    salt: str
    work: tuple[int, int, int]
    password: str
    token: str
    added: str


_STORED = TypeAdapter(list[Account])
# What a password is compared with if there is no such name: that takes as long.
_NO_ONE = Account("", bytes(SALT).hex(), WORK, bytes(64).hex(), "", "")


class Accounts:
    """The accounts of a home folder; always those that the file holds now.

    Args:
        home: the folder.
        work: n, r and p of scrypt for new passwords.
    """

    def __init__(self, home: Path, work: tuple[int, int, int] = WORK) -> None:
        self._path = home / FILE
        self._mark = home / MARK
        self._work = work
        self._closed = False
        self._seen: tuple[tuple[int, int, int], dict[str, Account]] | None = None

    def required(self) -> bool:
        """Whether everyone has to log in: always, once an account was made here. What cannot be
        looked at counts as there; and what was seen once is never taken back by losing a file.
        """
        self._closed = self._closed or _is_there(self._path) or _is_there(self._mark)
        return self._closed

    def keep_closed(self) -> None:
        """Leave the mark, so that the page stays closed if the accounts are lost.

        Raises:
            AccountError: it cannot be written.
        """
        if _is_there(self._mark):
            return
        try:
            self._mark.parent.mkdir(parents=True, exist_ok=True)
            _write(self._mark, _WHY)
        except OSError as error:
            raise AccountError(
                f"{self._mark} cannot be written: {error}. Without it, losing the accounts would "
                "open the page; make the folder writable."
            ) from error

    def names(self) -> tuple[str, ...]:
        """All names, in alphabetical order.

        Raises:
            AccountError: the file cannot be read, as for every method here.
        """
        return tuple(sorted(self._read()))

    def all(self) -> tuple[Account, ...]:
        """All accounts, by name."""
        return tuple(account for _, account in sorted(self._read().items()))

    def add(self, name: str, password: str) -> None:
        """Let someone in from now on.

        Raises:
            AccountError: the name is taken or none, or the password too short or too long.
        """
        if not NAME.fullmatch(name):
            raise AccountError(
                f"{name[:64]!r} cannot be a name; it takes a-z, 0-9 and . _ @ - and begins with a "
                "letter or a digit, at most 64 characters."
            )
        password = normal(password)
        if not SHORTEST <= len(password) <= LONGEST:
            raise AccountError(
                f"The password has {len(password)} characters; it needs {SHORTEST} to {LONGEST}. "
                "A few words that do not belong together make a good one."
            )
        salt = secrets.token_hex(SALT)
        made = _scrypt(password, salt, self._work)
        account = Account(name, salt, self._work, made, "", datetime.now(UTC).date().isoformat())

        def added(accounts: dict[str, Account]) -> None:
            if name in accounts:
                raise AccountError(
                    f"There is an account {name} already; for another password, remove it first: "
                    f"careerbot account remove {name}"
                )
            accounts[name] = account

        self._change(added)

    def remove(self, name: str) -> None:
        """Let someone in no more; if they are logged in, they are out.

        Raises:
            AccountError: there is no such account.
        """

        def removed(accounts: dict[str, Account]) -> None:
            del accounts[self._known(accounts, name).name]

        self._change(removed)

    def new_token(self, name: str) -> str:
        """A token with which programs come in as someone; the one before it is void then.

        Raises:
            AccountError: there is no such account.
        """
        token = secrets.token_urlsafe(TOKEN)

        def given(accounts: dict[str, Account]) -> None:
            accounts[name] = replace(self._known(accounts, name), token=_sha256(token))

        self._change(given)
        return token

    def by_password(self, name: str, password: str) -> Account | None:
        """The account with this name and password. Takes as long if there is none."""
        account = self._read().get(name, _NO_ONE)
        given = _scrypt(normal(password)[: LONGEST + 1], account.salt, account.work)
        same = hmac.compare_digest(given, account.password)
        return account if same and account.name else None

    def by_token(self, token: str) -> Account | None:
        """The account with this token."""
        given = _sha256(token)
        found = None
        for account in self._read().values():  # all of them, so that the time says nothing
            if hmac.compare_digest(given, account.token):
                found = account
        return found

    def holds(self, account: Account) -> bool:
        """Whether this account is there still, with the same password."""
        now = self._read().get(account.name)
        return now is not None and now.salt == account.salt

    @staticmethod
    def _known(accounts: dict[str, Account], name: str) -> Account:
        if name not in accounts:
            known = ", ".join(sorted(accounts)) or "none"
            raise AccountError(f"There is no account {name[:64]!r}; there are: {known}.")
        return accounts[name]

    def _read(self) -> dict[str, Account]:
        try:
            about = self._path.stat()
            if not stat.S_ISREG(about.st_mode):
                raise ValueError("it is no file")
            state = (about.st_ino, about.st_mtime_ns, about.st_size)
            if self._seen is None or self._seen[0] != state:
                self._seen = (state, _parsed(self._path.read_bytes()))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise AccountError(
                f"{self._path} cannot be read, so no one is let in: {error}. Put it back from a "
                "backup, or remove it and add the accounts anew: careerbot account add NAME"
            ) from error
        return self._seen[1]

    def _change(self, change: Callable[[dict[str, Account]], None]) -> None:
        """Change the accounts, and put them into a new file in place of the old."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock"), timeout=5):
                accounts = dict(self._read())
                change(accounts)
                self.keep_closed()
                stored = [asdict(account) for account in accounts.values()]
                _write(self._path, json.dumps(stored, indent=1))
        except (OSError, Timeout) as error:
            raise AccountError(f"{self._path} cannot be written: {error}.") from error


def normal(password: str) -> str:
    """A password as it is compared: a letter with its mark is one character, however it was typed.

    Source: RFC 8265, the OpaqueString profile (NFC).
    """
    return unicodedata.normalize("NFC", password)


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:  # who knows
        return True
    return True


def _parsed(text: bytes) -> dict[str, Account]:
    try:
        accounts = _STORED.validate_json(text, strict=True)
    except ValidationError as error:  # without what stands there: hashes belong in no log
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    for account in accounts:
        n, r, p = account.work
        bounded = 1 < n <= 2**17 and not n & (n - 1) and 0 < r <= 16 and 0 < p <= 16
        hashes = f"{account.salt} {account.password}{account.token}"
        if not (bounded and NAME.fullmatch(account.name) and _HASHES.fullmatch(hashes)):
            raise ValueError(f"the account {account.name!r} is damaged")
    return {account.name: account for account in accounts}


def _write(path: Path, text: str) -> None:
    """Put a text into a new file in place of the old, and see that both are on the disk."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    with suppress(OSError):  # some file systems, and Windows, do not let a folder be synced
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _scrypt(password: str, salt: str, work: tuple[int, int, int]) -> str:
    n, r, p = work
    made = hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"),
        salt=bytes.fromhex(salt),
        n=n,
        r=r,
        p=p,
        maxmem=128 * r * (n + p + 2) * 2,
    )
    return made.hex()


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
