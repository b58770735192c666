"""The same product on the embedded store, which can do less: nothing may be missed but speed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.cast import ANNA, CAST
from tests.conftest import MONDAY, MakeApp
from tests.visitor import Visitor, both_ways
from tests.web.test_mailbox import pick, shown
from webmail.config import Config, Store
from webmail.demo.mail import messages_for
from webmail.demo.people import MARLENE
from webmail.demo.seed import seed
from webmail.demo.store import DemoStore


@pytest.fixture(scope="module")
def demo_store() -> Iterator[DemoStore]:
    people = {person.address: person.typed for person in CAST}
    marlene = replace(MARLENE, address=ANNA.address, password=ANNA.typed)
    with DemoStore(people) as running:
        seed(running, marlene, messages_for(MARLENE, MONDAY))
        yield running


@pytest.fixture
def teacher(make_app: MakeApp, config: Config, demo_store: DemoStore, mode: str) -> Visitor:
    app = make_app(store=Store(host=demo_store.host, port=demo_store.port))
    return Visitor(app, mode=mode, base_url=config.server.url).sign_in(ANNA)


def test_a_wrong_password_is_refused_there_too(teacher: Visitor) -> None:
    stranger = Visitor(teacher.app, base_url=teacher.base_url).sign_in(ANNA, typed="wrong")
    assert stranger.status == 422


@both_ways
@pytest.mark.usefixtures("no_keywords")
def test_where_no_tags_are_kept_a_new_one_leaves_nothing_behind(teacher: Visitor) -> None:
    row = next(each for each in shown(teacher) if "Elternabend" in each)
    pick(teacher, row).press("Schlagwort …", within="[role=toolbar]")
    teacher.fill({"Neues Schlagwort": "Ausflugsziel"}).press("Anlegen und vergeben")
    teacher.sees("Dieses Postfach behält keine Schlagwörter.", "Elternabend").misses("Ausflugsziel")
    teacher.open("/mailbox/tags").misses("Ausflugsziel")


def test_tags_are_kept(teacher: Visitor) -> None:
    row = next(each for each in shown(teacher) if "Elternabend" in each)
    pick(teacher, row).press("Schlagwort …", within="[role=toolbar]")
    teacher.fill({"Neues Schlagwort": "Ausflugsziel"}).press("Anlegen und vergeben")
    teacher.sees("Mit „Ausflugsziel“ versehen.").press("Rückgängig")


@both_ways
def test_a_teacher_reads_moves_undoes_and_leaves(teacher: Visitor) -> None:
    teacher.sees(
        "Posteingang", "Elterngespräche", "Klassenfahrt Weimar", "Elternabend am 26. November — Raum 204"
    )
    link = teacher.page.find("a", string=None, href=True, class_="row__link")
    assert link is not None
    first = str(link["href"])
    teacher.open(first).press("Archivieren", within=".toolbar").sees("Archiviert")
    teacher.press("Rückgängig").sees("Zurückgeholt")
    teacher.press("Abmelden").sees("Sie sind abgemeldet")
    assert teacher.open(first).path == "/session/"
