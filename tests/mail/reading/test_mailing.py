"""How a mailing can be ended: read from the header, and nothing that is not an offer is taken for one."""

import pytest

from webmail.mail.reading.mailing import NO_MAILING, Letter, Mailing, read_mailing
from webmail.mail.reading.trace import Trace

ONE_CLICK = "List-Unsubscribe=One-Click"
URL = "https://lists.example/u?id=7"


def mailing(offer: str, post: str = "") -> Mailing:
    return read_mailing(Trace(unsubscribe=offer, unsubscribe_post=post))


def test_one_click_needs_both_fields() -> None:
    assert mailing(f"<{URL}>", ONE_CLICK).post == URL
    assert mailing(f"<{URL}>") == Mailing(page=URL)
    assert mailing(f"<{URL}>", "Something=Else").post is None


def test_plain_http_is_no_one_click() -> None:
    assert mailing("<http://lists.example/u>", ONE_CLICK) == NO_MAILING


def test_a_letter_has_its_subject_and_text() -> None:
    found = mailing("<mailto:ab@lists.example?subject=Ab%20jetzt&body=bitte&cc=x@y.example>")
    assert found.letter == Letter("ab@lists.example", "Ab jetzt", "bitte")


def test_both_ways_are_kept() -> None:
    found = mailing(f"<mailto:ab@lists.example>, <{URL}>", ONE_CLICK)
    assert (found.post, found.letter) == (URL, Letter("ab@lists.example"))


@pytest.mark.parametrize(
    "offer",
    [
        "", "ab@lists.example", URL, "<>", "<javascript:alert(1)>", "<data:text/html,x>", "<mailto:>",
        "<mailto:a@b.example,c@d.example>", "<mailto:a%0d%0aBcc:%20x@y.example@z.example>", "<tel:123>",
        "<ftp://lists.example/>", "<" * 8000, "<https://>" * 500,
    ],
)  # fmt: skip
def test_what_is_no_offer_is_none(offer: str) -> None:
    assert mailing(offer, ONE_CLICK) == NO_MAILING


def test_a_subject_of_several_lines_is_one() -> None:
    found = mailing("<mailto:ab@lists.example?subject=a%0d%0aBcc:%20x@y.example>")
    assert found.letter == Letter("ab@lists.example", "a Bcc: x@y.example")
