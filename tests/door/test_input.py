"""Every public address of the door takes anything with a sentence: no traceback, no way to somebody else."""

from urllib.parse import urlsplit

import pytest

from tests.door.comer import Comer
from tests.visitor import BROWSER

# fmt: off
PUBLIC = (
    "/session/", "/session/begin", "/session/returned", "/session/arrived", "/session/waited",
    "/session/signed-out", "/session/sign-out", "/session/broken", "/session/reset", "/session/leaving/x",
    "/session/back-channel", "/session/sign-in", "/session/language", "/help/", "/help/guide/ABCDEF",
)
ODD = (
    "state=a&state=b", "state=" + "x" * 9000, "state=%00%0d%0a", "code=a&code=b&state=c", "mark=x",
    "mark=%ff&mark=", "next=//evil.example", "next=https%3A%2F%2Fevil.example", "next=%2F%5Cevil.example",
    "next=%09//evil", "shared=%F0", "error=access_denied", "error=" + "e" * 5000, "iss=x&iss=y&state=z",
    "state[]=1", "state=%f0%28%8c%28",
)
# fmt: on


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_odd_input_is_answered_with_a_sentence(comer: Comer, method: str) -> None:
    wrong = []
    headers = {"User-Agent": BROWSER, "Sec-Fetch-Site": "same-origin"}
    for path in PUBLIC:
        for odd in ODD:
            answer = comer.page.client.open(
                f"{path}?{odd}", base_url=comer.site.url, method=method, headers=headers,
                data=odd if method == "POST" else None, content_type="application/x-www-form-urlencoded",
            )  # fmt: skip
            to = urlsplit(answer.headers.get("Location", ""))
            if answer.status_code >= 500 or "Traceback" in answer.text or to.netloc:
                wrong.append((path, odd[:40], answer.status_code, answer.headers.get("Location")))
            if answer.status_code == 400 and path != "/session/back-channel":
                assert "<h1>" in answer.text
    assert wrong == []


def test_an_unknown_host_is_answered_with_nothing_of_ours(comer: Comer) -> None:
    answer = comer.page.client.get("/session/begin", base_url="http://evil.example/")
    assert (answer.status_code, answer.text) == (400, "400\n")


def test_the_way_back_is_never_what_the_request_calls_this_host(comer: Comer) -> None:
    answer = comer.page.client.get("/session/begin", base_url="http://localhost:1/")
    assert comer.site.url.split("//")[1].rstrip("/").replace(":", "%3A") in answer.headers["Refresh"]


def test_a_much_too_large_post_is_refused(comer: Comer) -> None:
    answer = comer.page.client.post(
        "/session/back-channel", base_url=comer.site.url, data={"logout_token": "x" * 3_000_000}
    )
    assert answer.status_code in (400, 413)
