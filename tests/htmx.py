"""What htmx 2.0 does with a link, a form and an answer, as far as the house allows its attributes."""

import json
import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag

HANDLING = [
    {"code": "204", "swap": False},
    {"code": "[23]..", "swap": True},
    {"code": "[45]..", "swap": False, "error": True},
]


@dataclass(frozen=True, slots=True)
class Request:
    """What htmx would send for an element: where to, how, and into which element the answer goes."""

    method: str
    url: str
    source: Tag
    target: Tag
    swap: str
    push: bool
    boosted: bool

    def headers(self, current_url: str) -> dict[str, str]:
        headers = {"HX-Request": "true", "HX-Current-URL": current_url}
        for name, value in (
            ("HX-Target", self.target.get("id")),
            ("HX-Trigger", self.source.get("id")),
            ("HX-Trigger-Name", self.source.get("name")),
            ("HX-Boosted", "true" if self.boosted else None),
        ):
            if value:
                headers[name] = str(value)
        return headers


def inherited(element: Tag, name: str) -> tuple[str | None, Tag]:
    """The nearest value of an attribute, on the element or above it, and who carries it."""
    for carrier in (element, *element.parents):
        if carrier.has_attr(name):
            return str(carrier[name]), carrier
    return None, element


def request_of(element: Tag, page: BeautifulSoup) -> Request | None:
    """What htmx sends when this link is followed or this form submitted; None: the browser does it itself."""
    if inherited(element, "hx-disable")[0] is not None:
        return None
    for method in ("get", "post"):
        if element.has_attr(f"hx-{method}"):
            return _request(element, page, method=method, url=str(element[f"hx-{method}"]), boosted=False)
    if inherited(element, "hx-boost")[0] != "true" or element.get("target") or element.has_attr("download"):
        return None
    if element.name == "a":
        return _request(element, page, method="get", url=str(element["href"]), boosted=True)
    method = str(element.get("method", "get")).lower()
    return _request(element, page, method=method, url=str(element.get("action", "")), boosted=True)


def _request(element: Tag, page: BeautifulSoup, *, method: str, url: str, boosted: bool) -> Request:
    body = page.body or page
    place, carrier = inherited(element, "hx-target")
    target = find_target(place, carrier, element, page) if place else (body if boosted else element)
    swap = inherited(element, "hx-swap")[0] or str(settings(page).get("defaultSwapStyle", "innerHTML"))
    push = inherited(element, "hx-push-url")[0]
    return Request(
        method=method,
        url=url,
        source=element,
        target=target,
        swap=swap.split()[0],
        push=push == "true" or (boosted and push != "false"),
        boosted=boosted,
    )


def find_target(place: str, carrier: Tag, element: Tag, page: BeautifulSoup) -> Tag:
    """The element that hx-target, written on the carrier, means for the element."""
    if place == "this":
        return carrier
    way, _, selector = place.partition(" ")
    if way == "closest":
        found = element if selector in (element.name,) else element.find_parent(_matches(page, selector))
    elif way == "find":
        found = element.select_one(selector)
    else:
        found = page.select_one(place)
    if not isinstance(found, Tag):
        raise AssertionError(f"hx-target {place!r} names nothing on this page")
    return found


def _matches(page: BeautifulSoup, selector: str) -> Any:
    chosen = {id(tag) for tag in page.select(selector)}
    return lambda tag: id(tag) in chosen


def settings(page: BeautifulSoup) -> Mapping[str, Any]:
    """The page's one meta tag that configures htmx."""
    meta = page.select_one('meta[name="htmx-config"]')
    return json.loads(str(meta["content"])) if meta else {}


def handling(page: BeautifulSoup, status: int) -> Mapping[str, Any]:
    """Whether an answer of this status is swapped, and whether elsewhere."""
    for rule in settings(page).get("responseHandling", HANDLING):
        if re.search(rule["code"], str(status)):
            return dict(rule)
    return {"swap": False}


def apply(
    page: BeautifulSoup, request: Request, *, status: int, headers: Mapping[str, str], text: str
) -> None:
    """Swaps an answer into the page, out-of-band elements first, as htmx does."""
    rule = handling(page, status)
    if not rule.get("swap"):
        return
    target, swap = request.target, request.swap
    place = headers.get("HX-Retarget") or rule.get("target")
    if place:
        target = find_target(str(place), request.source, request.source, page)
    swap = headers.get("HX-Reswap", rule.get("swapOverride", swap)).split()[0]
    answer = BeautifulSoup(text, "html.parser")
    if answer.title is not None and page.title is not None:
        page.title.string = answer.title.get_text()
    source = answer.body or answer
    if "select" in rule:
        source = _selected(source, str(rule["select"]))
    for element in source.select("[hx-swap-oob]"):
        _swap_out_of_band(page, element.extract())
    for forgotten in source.find_all("title"):
        forgotten.decompose()
    _swap(target, swap, source)


def _selected(source: Tag, selector: str) -> Tag:
    """Only the part of the answer that the rule for its status asks for."""
    chosen = BeautifulSoup("", "html.parser")
    for element in source.select(selector):
        chosen.append(element.extract())
    return chosen


def _swap_out_of_band(page: BeautifulSoup, element: Tag) -> None:
    wanted = str(element["hx-swap-oob"])
    del element["hx-swap-oob"]
    swap, _, selector = wanted.partition(":")
    place = page.select_one(selector) if selector else page.find(id=element.get("id"))
    if not isinstance(place, Tag):
        raise AssertionError(f"out of band: nothing on this page for {element.get('id')!r} {wanted!r}")
    carrier = BeautifulSoup("", "html.parser")
    if swap in ("true", "outerHTML"):
        carrier.append(element)
        swap = "outerHTML"
    else:
        for child in list(element.contents):
            carrier.append(child)
    _swap(place, swap, carrier)


def _swap(target: Tag, swap: str, source: Tag) -> None:
    pieces = [copy(piece) for piece in source.contents]
    if swap == "none":
        return
    if swap == "innerHTML" or (swap == "outerHTML" and target.name == "body"):
        target.clear()
        target.extend(pieces)
    elif swap == "outerHTML":
        target.insert_before(*pieces)
        target.extract()
    elif swap == "beforeend":
        target.extend(pieces)
    elif swap == "afterbegin":
        for place, piece in enumerate(pieces):
            target.insert(place, piece)
    elif swap == "beforebegin":
        target.insert_before(*pieces)
    elif swap == "afterend":
        target.insert_after(*pieces)
    elif swap == "delete":
        target.extract()
    else:
        raise AssertionError(f"hx-swap {swap!r} is not known here")
