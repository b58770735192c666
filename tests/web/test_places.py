"""Where a person may be led back to: pages of ours, in no spelling anywhere else."""

import pytest
from flask import Flask

from tests.visitor import Visitor
from tests.web.deed import sealed
from webmail.web.places import own_page

ELSEWHERE = [
    "https://evil.example/",
    "http:evil.example",
    "//evil.example/mailbox/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " /mailbox/",
    "/mailbox/\r\nSet-Cookie: x=1",
    "/mailbox/\x00",
    "javascript:alert(1)",
    "data:text/html,x",
    "mailbox/",
    "?only=unread",
    "/mailbox/../../evil",
    "/nirgends",
    "/mailbox/" + "a" * 3000,
    "/mailbox/undo",
    "/session/sign-out",
    "/session/signed-out",
    "/session/",
    "/static/css/base.css",
    "",
]
OURS = ["/mailbox/", "/mailbox/?only=unread&page=2", "/mailbox/?page=2#m17", "/help/"]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_led_there(app: Flask, address: str) -> None:
    with app.test_request_context("/", base_url="http://127.0.0.1:8000/"):
        assert own_page(address) is None


@pytest.mark.parametrize("address", OURS)
def test_a_page_of_ours_is_kept_with_its_query(app: Flask, address: str) -> None:
    with app.test_request_context("/", base_url="http://127.0.0.1:8000/"):
        assert own_page(address) == address


@pytest.mark.parametrize("place", ["#", "#<b>", '#m1"x', "#:~:text=Noten", "#" + "m" * 90, "#1"])
def test_a_place_that_is_no_row_is_left_out(app: Flask, place: str) -> None:
    with app.test_request_context("/", base_url="http://127.0.0.1:8000/"):
        assert own_page(f"/mailbox/{place}") == "/mailbox/"


def test_nothing_is_nowhere(app: Flask) -> None:
    with app.test_request_context("/"):
        assert own_page(None) is None


def test_a_folder_and_a_message_are_pages_of_ours(anna: Visitor) -> None:
    folder = sealed(anna.app, "INBOX")
    with anna.app.test_request_context("/", base_url="http://127.0.0.1:8000/"):
        for address in (f"/mailbox/{folder}", f"/message/{folder}/1.1", f"/message/{folder}/1.1?images=1"):
            assert own_page(address) == address
