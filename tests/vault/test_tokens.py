"""Tokens kept with a sign-in: renewed in time and once, whoever asks and in whatever process."""

import threading
import traceback
from pathlib import Path

import pytest

from tests.conftest import HeldClock
from tests.servers.ground import wait_until
from tests.vault.issuer import packed
from tests.vault.row import Away, Portal, Refused, Row, in_threads
from webmail.errors import SignInUnopened
from webmail.mail import Login
from webmail.vault import Vault, tokens

OLD, NEW = "old-Zitrone.access", "new-Zitrone.access"


class Client:
    """The far end of a connection; says which token it was given."""

    def sasl_login(self, _mechanism: str, answer: object) -> None:
        self.given = answer(b"").partition(b"Bearer ")[2].strip(b"\x01").decode()  # type: ignore[operator]


class Place:
    """One sign-in of Anna's, whose access token ends at the time said; processes are vaults at its row."""

    def __init__(self, folder: Path, clock: HeldClock) -> None:
        self.folder = folder
        self.clock = clock
        self.portal = Portal(lambda: NEW, ends_at=lambda: self.at(300))
        self.row = Row(b"")
        self.processes = [self.process()]

    def at(self, seconds: float) -> float:
        return self.clock().timestamp() + seconds

    def process(self) -> Vault:
        return Vault(
            folder=self.folder,
            form="oauthbearer",
            clock=self.clock,
            renew=self.portal.renew,
            store=self.row.store,
            refusals=(Refused,),
        )

    def ends_in(self, seconds: float | None, *, access: str = OLD, refresh: str = "refresh-1") -> Login:
        text = packed(access, expires_at=None if seconds is None else self.at(seconds), refresh=refresh)
        self.row.sealed = self.processes[0].lock(text, key="key", name="anna")
        return self.login()

    def login(self, *, sign_in: int = 1) -> Login:
        return Login(sign_in=sign_in, name="anna", origin="", key="key", sealed=self.row.sealed, row=1)

    def used(self, login: Login, *, process: int = 0) -> str:
        """The access token that this login comes to."""
        client = Client()
        self.processes[process].authenticate_imap(client, login)
        return client.given


@pytest.fixture
def place(tmp_path: Path, clock: HeldClock) -> Place:
    return Place(tmp_path / "secrets", clock)


def test_a_token_that_is_good_is_used_and_nobody_asked(place: Place) -> None:
    assert place.used(place.ends_in(61)) == OLD
    assert (place.portal.seen, place.row.asked) == ([], 0)


@pytest.mark.parametrize("seconds", [59, 0, -3600])
def test_a_token_that_ends_within_a_minute_is_renewed_and_kept(place: Place, seconds: float) -> None:
    assert place.used(place.ends_in(seconds)) == NEW
    assert place.used(place.login()) == NEW
    assert place.portal.seen == ["refresh-1"]


def test_the_next_renewal_has_what_the_portal_gave_last(place: Place) -> None:
    place.used(place.ends_in(10))
    place.clock.move(seconds=290)
    place.used(place.login())
    assert place.portal.seen == ["refresh-1", "refresh-2"]


def test_a_token_without_an_end_is_left_to_the_store(place: Place) -> None:
    assert place.used(place.ends_in(None)) == OLD
    assert place.portal.seen == []


def test_a_request_that_holds_an_older_row_uses_the_newer_token(place: Place) -> None:
    held = place.ends_in(10)
    place.used(place.login())
    assert place.used(held) == NEW
    assert place.portal.seen == ["refresh-1"]


def test_what_outlasts_a_sign_in_renews_in_the_row_of_that_sign_in(place: Place) -> None:
    place.ends_in(-1)
    assert place.used(place.login(sign_in=-77)) == NEW
    assert place.used(place.login()) == NEW


def test_eight_threads_renew_once_and_wait_for_it_without_asking_the_row_again(place: Place) -> None:
    login = place.ends_in(-1)
    # Long enough that whoever would ask again does so.
    place.portal.meanwhile = lambda: threading.Event().wait(4 * tokens.WAIT_STEP)
    assert in_threads(lambda: place.used(login), 8) == [NEW] * 8
    assert place.portal.seen == ["refresh-1"]
    assert place.row.asked == 10


def test_two_processes_at_once_renew_once(place: Place) -> None:
    place.processes.append(place.process())
    login = place.ends_in(-1)
    asked = iter(range(1000))
    place.portal.meanwhile = lambda: wait_until(lambda: place.row.asked > 5, what="the other's looking")
    assert in_threads(lambda: place.used(login, process=next(asked) % 2), 4) == [NEW] * 4
    assert place.portal.seen == ["refresh-1"]


def test_while_another_process_renews_a_token_that_is_still_good_is_used(place: Place) -> None:
    place.processes.append(place.process())
    login = place.ends_in(30)
    used: list[str] = []
    place.portal.meanwhile = lambda: used.append(place.used(login, process=1))
    assert place.used(login) == NEW
    assert used == [OLD]


def test_a_process_that_died_renewing_is_followed_by_another(place: Place) -> None:
    def die() -> None:
        raise KeyboardInterrupt

    login = place.ends_in(-1)
    place.portal.meanwhile = die
    with pytest.raises(KeyboardInterrupt):
        place.used(login)
    place.portal.seen.clear()
    place.portal.meanwhile = lambda: None
    place.clock.move(seconds=tokens.TURN_SECONDS)
    assert place.used(login) == NEW


def test_a_renewal_that_never_ends_elsewhere_is_waited_for_only_so_long(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "WAIT_SECONDS", 0.1)
    place.processes.append(place.process())
    login = place.ends_in(-1)
    failures: list[pytest.ExceptionInfo[TimeoutError]] = []

    def wait() -> None:
        with pytest.raises(TimeoutError) as caught:
            place.used(login, process=1)
        failures.append(caught)

    place.portal.meanwhile = wait
    assert place.used(login) == NEW
    assert len(failures) == 1


def test_whoever_is_refused_takes_what_another_process_has_stored_meanwhile(place: Place) -> None:
    place.processes.append(place.process())
    login = place.ends_in(-1)
    place.portal.failure = Refused()
    place.portal.meanwhile = lambda: place.ends_in(300, access=NEW)
    assert place.used(login) == NEW


def test_a_slow_answer_does_not_replace_what_another_process_has_stored_meanwhile(place: Place) -> None:
    login = place.ends_in(-1)
    place.portal.meanwhile = lambda: place.ends_in(300, access="third.access")
    assert place.used(login) == "third.access"


def test_a_refused_renewal_opens_nothing(place: Place) -> None:
    place.portal.failure = Refused()
    with pytest.raises(SignInUnopened, match="renews no tokens"):
        place.used(place.ends_in(-1))


def test_without_anything_to_renew_with_the_portal_is_not_asked(place: Place) -> None:
    with pytest.raises(SignInUnopened):
        place.used(place.ends_in(-1, refresh=""))
    assert place.portal.seen == []


def test_what_the_portal_gives_instead_of_tokens_never_stands_in_the_row(place: Place) -> None:
    login = place.ends_in(-1)
    place.portal.token = lambda: "no token"
    with pytest.raises(SignInUnopened):
        place.used(login)
    place.portal.token = lambda: NEW
    place.portal.seen.clear()
    assert place.used(login) == NEW


def test_a_portal_that_is_away_is_said_to_be_away_and_asked_again(place: Place) -> None:
    login = place.ends_in(-1)
    place.portal.failure = Away()
    with pytest.raises(Away):
        place.used(login)
    place.portal.failure = None
    place.portal.seen.clear()
    assert place.used(login) == NEW


@pytest.mark.parametrize("failure", [Refused(), Away(), ValueError()])
def test_a_failed_renewal_hinders_nobody_whose_token_is_still_good(place: Place, failure: Exception) -> None:
    place.portal.failure = failure
    assert place.used(place.ends_in(30)) == OLD


def test_a_sign_in_that_has_ended_renews_nothing(place: Place) -> None:
    good, over = place.ends_in(30), place.ends_in(-1)
    place.row.sealed = b""
    assert place.used(good) == OLD
    with pytest.raises(SignInUnopened):
        place.used(over)
    assert place.portal.seen == []


def test_what_is_renewed_when_the_sign_in_ends_is_used_this_once_and_not_kept(place: Place) -> None:
    login = place.ends_in(-1)
    place.portal.meanwhile = lambda: setattr(place.row, "sealed", b"")
    assert place.used(login) == NEW
    assert place.row.sealed == b""


@pytest.mark.parametrize("text", ["", "typed", "[]", "{}", '{"access": "a"', '{"access": "Zitröne"}'])
def test_only_tokens_are_taken_to_be_kept(place: Place, text: str) -> None:
    with pytest.raises(SignInUnopened) as caught:
        place.processes[0].lock(text, key="key", name="anna")
    # What it was made of quotes the text.
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("access", ["a b", "a\x01b", "a\r\nb", "", "=a"])
def test_a_token_that_would_end_the_line_is_never_kept(place: Place, access: str) -> None:
    with pytest.raises(SignInUnopened):
        place.ends_in(300, access=access)


def test_what_was_typed_never_passes_for_a_token_nor_a_token_for_what_was_typed(place: Place) -> None:
    typed = Vault(folder=place.folder)
    sealed = typed.lock(packed(OLD, expires_at=None), key="key", name="anna")
    with pytest.raises(SignInUnopened):
        place.used(Login(sign_in=1, name="anna", origin="", key="key", sealed=sealed))
    with pytest.raises(SignInUnopened):
        typed.authenticate_imap(Client(), place.ends_in(300))


@pytest.mark.parametrize(("name", "key"), [("boris", "key"), ("anna", "other")])
def test_tokens_are_of_no_use_under_another_name_or_key(place: Place, name: str, key: str) -> None:
    place.ends_in(300)
    with pytest.raises(SignInUnopened):
        place.used(Login(sign_in=1, name=name, origin="", key=key, sealed=place.row.sealed))


def test_no_token_is_told_by_any_failure(
    place: Place, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(0)
    told = ""
    for failure in (Refused("new-Zitrone"), None):
        place.portal.failure = failure
        place.portal.token = lambda: "new-Zitrone access"
        with pytest.raises(SignInUnopened) as caught:
            place.used(place.ends_in(-1))
        told += "".join(traceback.format_exception(caught.value)) + repr(vars(place.processes[0]))
    assert "Zitrone" not in told + caplog.text + "".join(capfd.readouterr())
    assert "token_not_renewed kind=SignInUnopened" in caplog.text


def test_tokens_need_somebody_who_renews_them(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="renews"):
        Vault(folder=tmp_path / "secrets", form="oauthbearer")
