"""Searching the large inbox: how soon the first hits stand, and how long all of it takes; beside raw IMAP."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from time import perf_counter

from bench.browser import Answer, Browser
from bench.product import application
from bench.raw import ROWS, Raw
from bench.store import Inbox
from tests.servers.dovecot import Dovecot

# Every tenth sender has this name; of the letters' numbers, one subject has each.
OFTEN = "kowalski"
SELDOM = "(17)"
FIRST_AIM_MS, SLICE_AIM_MS = 400, 500
ROUNDS = 3
FURTHER = re.compile(r'id="further" href="([^"]+)"')
HEADS = 'OR FROM "{0}" OR TO "{0}" OR CC "{0}" SUBJECT "{0}"'


def measure_searches(dovecot: Dovecot, inbox: Inbox) -> Iterator[str]:
    """One line for the first hits, one for the whole search; the first time nothing of it is indexed."""
    raw = Raw(dovecot, inbox.owner)
    with application(dovecot.host, dovecot.port) as app:
        browser = Browser(app.wsgi_app).sign_in(inbox.owner)
        first = [_timed(lambda: _begin(browser, OFTEN)) for _ in range(2 * ROUNDS)]
        slices = [_whole(browser) for _ in range(ROUNDS)]
    heads = [_timed(lambda: raw.search(HEADS.format(OFTEN), most=50, items=ROWS)) for _ in range(ROUNDS)]
    whole = [_timed(lambda: _raw_whole(raw)) for _ in range(ROUNDS)]
    raw.close()
    soon, total = median(first[1:]), median(sum(each) for each in slices)
    longest = max(max(each) for each in slices)
    yield (
        f"search first hits, {inbox.count:,} messages: {first[0]:.0f} ms at first, {soon:.0f} ms after "
        f"(aim ≤ {FIRST_AIM_MS}){_missed(max(first), FIRST_AIM_MS)}; raw SEARCH {median(heads):.0f} ms, "
        f"× {soon / median(heads):.2f}"
    )
    yield (
        f"search complete, heads and bodies: {sum(slices[0]) / 1000:.1f} s at first in {len(slices[0])} "
        f"slices, {total / 1000:.1f} s after; longest slice {longest:.0f} ms (aim ≤ {SLICE_AIM_MS})"
        f"{_missed(longest, SLICE_AIM_MS)}; raw {median(whole) / 1000:.1f} s, × {total / median(whole):.2f}"
    )


def _begin(browser: Browser, words: str) -> Answer:
    """From pressing Enter to the page with the first hits: two requests."""
    fields = {"csrf_token": browser.token, "words": words, "scope": "all"}
    answer = browser.get(browser.post("/mailbox/search", fields).location)
    if answer.status != 200:
        raise RuntimeError(f"a search was answered with {answer.status}")
    if words == OFTEN and answer.body.count(b'<li class="row') < 10:
        raise RuntimeError("a search that found next to nothing")
    return answer


def _whole(browser: Browser) -> list[float]:
    """Milliseconds of each slice until all is looked through, as htmx asks for them."""
    spent: list[float] = []
    page = ""

    def begin() -> None:
        nonlocal page
        page = _begin(browser, SELDOM).text

    def go_on(at: str) -> None:
        nonlocal page
        page = browser.get(at, target="more").text

    spent.append(_timed(begin))
    while further := FURTHER.search(page):
        spent.append(_timed(partial(go_on, further[1])))
    return spent


def _raw_whole(raw: Raw) -> None:
    raw.search(HEADS.format(SELDOM), most=50, items=ROWS)
    raw.search(f'NOT ({HEADS.format(SELDOM)}) BODY "{SELDOM}"', most=50, items=ROWS)


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000


def _missed(found: float, aim: float) -> str:
    return "  !" if found > aim else ""
