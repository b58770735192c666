"""Texts that wait: one a message, twenty a sign-in, a day at most, and for one person in one browser."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.conftest import HeldClock
from webmail.accounts import Limits, SignIn, SignIns, WaitingText
from webmail.accounts.models import Account
from webmail.accounts.waiting import WaitingTexts
from webmail.database import db
from webmail.errors import SealBroken


def keep(text: str, key: str, account: int) -> bytes:
    return f"{key}|{account}|{text}".encode()


def kept(sealed: bytes, key: str, account: int) -> str:
    owner, number, text = sealed.decode().split("|", 2)
    if (owner, number) != (key, str(account)):
        raise SealBroken("text")
    return text


@pytest.fixture
def texts(clock: HeldClock) -> WaitingTexts:
    return WaitingTexts(keep=keep, kept=kept, clock=clock)


def opened(account: int, key: str, clock: HeldClock) -> SignIn:
    limits = Limits(idle=timedelta(hours=48), absolute=timedelta(hours=96))
    owner = db.session.get_one(Account, account)
    return SignIns(limits=limits, clock=clock, close=lambda _number: None).open(
        owner, key=key, sealed=b"", device="", origin="127.0.0.1"
    )


@pytest.fixture
def dead(account: int, clock: HeldClock) -> SignIn:
    return opened(account, "old", clock)


def read(texts: WaitingTexts, key: str, account: int) -> list[str]:
    return [each.text for each in texts.of(key, account=account)]


def test_the_last_text_of_a_message_counts(texts: WaitingTexts, dead: SignIn, account: int) -> None:
    for text, message in (("one", "<1@x>"), ("two", "<2@x>"), ("one more", "<1@x>")):
        assert texts.put(text, message_id=message, sign_in=dead, key="old")
    assert read(texts, "old", account) == ["one more", "two"]


def test_the_twenty_first_message_is_not_taken(texts: WaitingTexts, dead: SignIn, account: int) -> None:
    taken = [texts.put("x", message_id=f"<{number}@x>", sign_in=dead, key="old") for number in range(21)]
    assert taken == [True] * 20 + [False]
    assert texts.put("y", message_id="<0@x>", sign_in=dead, key="old")
    assert read(texts, "old", account).count("x") == 19


def test_nothing_is_there_for_another_key_or_another_account(
    texts: WaitingTexts, dead: SignIn, account: int, clock: HeldClock, caplog: pytest.LogCaptureFixture
) -> None:
    texts.put("one", message_id="<1@x>", sign_in=dead, key="old")
    opened(account, "other", clock)
    assert read(texts, "other", account) == read(texts, "old", account + 1) == []
    # Nor is it tried.
    assert caplog.text == ""


def test_what_does_not_open_is_left_out(texts: WaitingTexts, dead: SignIn, account: int) -> None:
    texts.put("one", message_id="<1@x>", sign_in=dead, key="another key than the cookie's")
    texts.put("two", message_id="<2@x>", sign_in=dead, key="old")
    assert read(texts, "old", account) == ["two"]


def test_after_a_day_the_row_is_gone(
    texts: WaitingTexts, dead: SignIn, account: int, clock: HeldClock
) -> None:
    texts.put("one", message_id="<1@x>", sign_in=dead, key="old")
    clock.move(hours=24)
    assert read(texts, "old", account) == []
    texts.forget_old()
    assert db.session.scalars(select(WaitingText)).all() == []


def test_handed_on_it_opens_by_the_new_key_and_waits_no_longer(
    texts: WaitingTexts, dead: SignIn, account: int, clock: HeldClock
) -> None:
    texts.put("one", message_id="<1@x>", sign_in=dead, key="old")
    clock.move(hours=23)
    (waiting,) = texts.of("old", account=account)
    texts.hand_on(waiting, opened(account, "new", clock), key="new")
    assert (read(texts, "old", account), read(texts, "new", account)) == ([], ["one"])
    clock.move(hours=1)
    assert read(texts, "new", account) == []


def test_a_draft_waits_no_more(texts: WaitingTexts, dead: SignIn, account: int) -> None:
    texts.put("one", message_id="<1@x>", sign_in=dead, key="old")
    (waiting,) = texts.of("old", account=account)
    texts.drop(waiting)
    assert read(texts, "old", account) == []
