"""The visitor itself, against a small page: what it does not notice no story would notice."""

import pytest
from flask import Flask, Response, redirect, request

from tests.visitor import Visitor, both_ways

FRAME = """<html><head><title>{title}</title><meta name="htmx-config" content='{{"responseHandling":
[{{"code":"[23]..","swap":true}},{{"code":"422","swap":true}},{{"code":"[45]..","swap":true,"target":"#notice"}}]}}'>
</head><body><div id="notice"></div><main><h1>{title}</h1>{main}</main></body></html>"""
LIST = """<section id="list"><a href="/row?n=1" hx-get="/row?n=1" hx-target="#list" hx-push-url="true"
>Erste</a> <a href="/broken" hx-get="/broken" hx-target="#list">Kaputtes</a>
<span hidden>Verborgenes</span><a href="/file">Datei</a></section>
<form id="f" method="post" action="/save" hx-post="/save" hx-target="#list">
<input type="hidden" name="token" value="t">
<label>Betreff <input name="subject" value="Alt"></label>
<label for="t">Text</label><textarea id="t" name="text">
Hallo</textarea>
<label><input type="checkbox" name="uid" value="1"> Nummer eins</label>
<label><input type="checkbox" name="uid" value="2"> Nummer zwei</label>
<select name="to" aria-label="Ziel"><option value="a">Archiv</option>
<option value="b">Ablage</option></select>
<input name="dead" value="x" disabled><button>Sichern</button>
<button name="deed" value="drop" formaction="/drop">Verwerfen</button></form>
<button form="f" aria-label="Von draußen"></button>"""


@pytest.fixture
def page() -> Flask:
    small = Flask("small")

    def answer(main: str, title: str = "Liste") -> str:
        if request.headers.get("HX-Target") == "list":
            return f'<section id="list">{main}</section><p id="notice" hx-swap-oob="innerHTML">Getan</p>'
        return FRAME.format(title=title, main=main)

    @small.get("/")
    def index() -> str:
        return FRAME.format(title="Liste", main=LIST)

    @small.get("/row")
    def row() -> str:
        return answer("Zeile " + request.args["n"])

    @small.post("/save")
    def save() -> Response:
        sent = "&".join(f"{name}={value!r}" for name, value in request.form.items(multi=True))
        return Response(answer("Gesichert " + sent), 422)

    @small.post("/drop")
    def drop() -> Response:
        return redirect("/row?n=" + request.form["deed"], 303)  # type: ignore[return-value]

    @small.get("/file")
    def file() -> Response:
        return Response("inhalt", headers={"Content-Disposition": "attachment"})

    @small.get("/broken")
    def broken() -> Response:
        return Response("<p>Störung</p>", 503)

    @small.get("/away")
    def away() -> Response:
        return redirect("http://elsewhere.example/")  # type: ignore[return-value]

    return small


@pytest.fixture
def guest(page: Flask, mode: str) -> Visitor:
    return Visitor(page, mode=mode).open("/")


@both_ways
def test_a_link_leads_to_what_it_names_and_the_address_bar_says_so(guest: Visitor) -> None:
    assert guest.follow("Erste").sees("Zeile 1").path == "/row"


@pytest.mark.parametrize("mode", ["htmx"], indirect=True)
def test_htmx_swaps_the_target_and_what_is_out_of_band_and_keeps_the_rest(guest: Visitor) -> None:
    guest.follow("Erste").sees("Getan", "Betreff", "Zeile 1").misses("Erste")


@pytest.mark.parametrize("mode", ["htmx"], indirect=True)
def test_a_failure_goes_where_the_page_says_and_the_list_stays(guest: Visitor) -> None:
    guest.follow("Kaputtes").sees("Störung", "Erste")
    assert guest.status == 503


@both_ways
def test_the_form_sends_what_a_browser_sends(guest: Visitor) -> None:
    guest.fill(Betreff="Neu", Text="Zeile\nzwei").fill(Ziel="Ablage").check("Nummer zwei").press("Sichern")
    assert guest.status == 422
    guest.sees("token='t'", "subject='Neu'", "text='Zeile\\r\\nzwei'", "uid='2'", "to='b'")
    guest.misses("dead", "uid='1'", "deed")


@both_ways
def test_the_pressed_button_decides_where_the_form_goes(guest: Visitor) -> None:
    guest.press("Verwerfen").sees("Zeile drop")


@both_ways
def test_a_button_elsewhere_submits_the_form_it_names(guest: Visitor) -> None:
    guest.press("Von draußen").sees("Gesichert", "subject='Alt'")


def test_a_download_leaves_the_page_as_it_is(guest: Visitor) -> None:
    guest.follow("Datei").sees("Erste")
    assert guest.body == b"inhalt"


@pytest.mark.parametrize(
    "deed",
    [
        lambda guest: guest.sees("Verborgenes"),
        lambda guest: guest.misses("Betreff"),
        lambda guest: guest.follow("Zweite"),
        lambda guest: guest.press("Senden"),
        lambda guest: guest.fill(Kopie="x"),
        lambda guest: guest.open("/away"),
    ],
    ids=[
        "hidden words",
        "words that are there",
        "no such link",
        "no such button",
        "no such field",
        "leads away",
    ],
)
def test_what_is_not_so_fails(guest: Visitor, deed) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(AssertionError):
        deed(guest)
