"""One sentence for each reason and each event, so that person, log and helpdesk speak of the same."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask, session

from tests.house.source import Module, module, modules
from webmail.web.reasons import (
    EVENTS,
    IN_SHORT,
    SENTENCES,
    detailed,
    ended_in_short,
    happened,
    why_ended,
)

REASONS = {
    "signed_out",
    "idle",
    "absolute",
    "portal",
    "other_device",
    "helpdesk",
    "restart",
    "account_changed",
    "replaced",
}
ENDS = {"end_for": 1, "end_all": 1, "end_everybodys": 0}


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/session/", base_url="http://127.0.0.1:8000/"):
        session["language"] = "en"
        yield


def words_given(of: Module, names: dict[str, int], *, by: type[ast.expr] | None = None) -> set[str]:
    """The literal words that calls of these names are given at these places."""
    found: set[str] = set()
    for node in ast.walk(of.tree):
        if not isinstance(node, ast.Call) or (by and not isinstance(node.func, by)):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = names.get(name)
        if place is not None and len(node.args) > place:
            inside = ast.walk(node.args[place])
            found |= {
                each.value for each in inside if isinstance(each, ast.Constant) and type(each.value) is str
            }
    return found


def noted(of: Module) -> set[str]:
    """The kinds of event that a module notes: by note(kind) of the web, or timeline.note(code, kind)."""
    return words_given(of, {"note": 0}, by=ast.Name) | words_given(of, {"note": 1}, by=ast.Attribute)


def test_every_reason_has_a_sentence_and_a_short_form() -> None:
    assert set(SENTENCES) == set(IN_SHORT) == REASONS
    for words in (why_ended, ended_in_short):
        assert len({words(reason) for reason in REASONS}) == len(REASONS)


def test_an_unknown_reason_is_no_failure() -> None:
    assert why_ended(None) == why_ended("never_heard_of") == "You are signed out."
    assert ended_in_short(None) == "ended"


def test_no_sign_in_ends_for_a_reason_without_words() -> None:
    given = set().union(*(words_given(of, ENDS) for of in modules()))
    assert given
    assert given <= REASONS


def test_no_event_is_noted_without_words() -> None:
    web = [of for of in modules() if of.name.startswith(("webmail.web", "webmail.accounts"))]
    kinds = set().union(*(noted(of) for of in web))
    assert kinds >= {"begun", "entered", "signed_out", "broken_shown"}
    assert kinds <= set(EVENTS)


def test_a_kind_without_words_is_noticed() -> None:
    assert noted(module("webmail/web/x.py", "note('unheard', 'of')")) == {"unheard"}
    told = module("webmail/web/x.py", "current.timeline.note(1, 'this' if x else 'that')")
    assert noted(told) == {"this", "that"}


def test_events_say_what_happened_and_what_else_is_known() -> None:
    assert happened("said_4") == "Step 4 ticked by the person"
    assert happened("unsaid_4") == "Tick of step 4 taken back"
    assert happened("never_heard_of") == "never_heard_of"
    assert detailed("ended", "idle") == "quiet for too long"
    assert detailed("broken_shown", "no_cookies") == "the browser stores no cookies"
    assert detailed("portal_lied", "nonce") == "nonce"
    assert detailed("begun", "") == ""
