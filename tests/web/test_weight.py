"""The page that is opened most brings along what it needs itself, and little of what others need."""

import re

from flask import Flask

from bench.browser import Browser
from bench.weight import weigh
from tests.cast import ANNA
from tests.visitor import Visitor
from webmail.web.assets import FOLDER

# Octets, compressed; measured without mail, so a list of fifty has about four thousand more.
MOST = 70_000
SCRIPTS = FOLDER / "js"
SCRIPT = re.compile(r'from "\./([a-z]+)\.js"')


def test_the_list_stays_light(app: Flask) -> None:
    weights = weigh(Browser(app.wsgi_app).sign_in(ANNA), "/mailbox/")
    assert {"html", "css", "js", "svg"} <= set(weights)
    assert sum(weights.values()) < MOST, weights


def test_only_pages_of_writing_bring_the_scripts_of_writing(app: Flask) -> None:
    anna = Visitor(app).sign_in(ANNA)
    writing, everywhere = ((SCRIPTS / name).read_text("utf-8") for name in ("writing.js", "start.js"))
    assert set(SCRIPT.findall(writing)) & set(SCRIPT.findall(everywhere)) == {"behaviors"}
    assert not anna.open("/mailbox/").has("script[src$='/js/writing.js']")
    scripts = [str(each["src"]) for each in anna.open("/compose/new").page.select("script[type=module]")]
    order = [address.rpartition("/")[2] for address in scripts]
    # What start.js binds has to be there before.
    assert order.index("writing.js") < order.index("start.js")


def test_what_is_for_another_taste_comes_with_it_only(app: Flask) -> None:
    anna = Visitor(app).sign_in(ANNA)
    wanted = "link[href$='/css/density.css']"
    assert not anna.open("/mailbox/").has(wanted)
    anna.open("/settings/")
    form = next(each for each in anna.page.select("form") if each.select_one("[name=density]"))
    for radio in form.select("[name=density]"):
        radio.attrs.pop("checked", None)
        if radio["value"] == "compact":
            radio["checked"] = ""
    anna.press("Einstellungen speichern")
    assert anna.open("/mailbox/").has(wanted)
