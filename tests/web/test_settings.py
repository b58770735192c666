"""The settings: every answer is kept, shown and obeyed; what is not offered is refused."""

import pytest
from bs4 import Tag
from flask import Flask

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.letters import deliver, letter
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path, post
from webmail.accounts import CHOICES, Preferences, choose
from webmail.database import db
from webmail.mail import MessageRef
from webmail.policy import Feature, Policy

REMOTE = '<p>Hallo</p><img src="https://elsewhere.example/x.png" alt="">'


def settings(visitor: Visitor, **answers: str) -> Visitor:
    """Opens the page, gives these answers and presses the button."""
    visitor.open("/settings/")
    for name, answer in answers.items():
        radios = visitor.page.select(f"input[name={name}]")
        assert answer in {str(each["value"]) for each in radios}
        for each in radios:
            if each["value"] == answer:
                each["checked"] = ""
            elif each.has_attr("checked"):
                del each["checked"]
    return visitor.press("Einstellungen speichern")


def chosen(visitor: Visitor) -> dict[str, str]:
    """What is ticked."""
    return {str(each["name"]): str(each["value"]) for each in visitor.page.select("input[checked]")}


def stored(app: Flask) -> dict[str, str | None]:
    with app.app_context():
        row = db.session.scalars(db.select(Preferences)).one()
        return {name: getattr(row, name) for name in CHOICES}


def root(visitor: Visitor) -> Tag:
    found = visitor.page.html
    assert found is not None
    return found


def seen(store: Dovecot, ref: MessageRef) -> bool:
    return "\\Seen" in store.flags(ANNA.address, ref.folder, ref.uid)


# -- the page --------------------------------------------------------------------------------


@both_ways
def test_the_initials_menu_leads_to_the_settings(anna: Visitor) -> None:
    assert anna.open("/mailbox/").follow("Einstellungen").heading == "Einstellungen"


def test_without_a_choice_the_services_own_way_is_ticked(anna: Visitor) -> None:
    anna.open("/settings/")
    assert chosen(anna) == {name: answers[0] for name, answers in CHOICES.items()}


@both_ways
def test_every_answer_is_kept(anna: Visitor) -> None:
    for turn in range(1, max(map(len, CHOICES.values()))):
        wanted = {name: answers[min(turn, len(answers) - 1)] for name, answers in CHOICES.items()}
        wanted["language"] = "de"
        settings(anna, **wanted).sees("Ihre Einstellungen sind gespeichert.")
        assert chosen(anna.open("/settings/")) == wanted


def test_what_is_left_as_it_is_stays_the_services_own_way(anna: Visitor) -> None:
    settings(anna, density="compact")
    kept = stored(anna.app)
    assert kept.pop("density") == "compact"
    assert set(kept.values()) == {None}


def test_who_goes_back_to_the_services_way_has_chosen_it(anna: Visitor) -> None:
    settings(anna, layout="below")
    settings(anna, layout="right")
    assert stored(anna.app)["layout"] == "right"


def test_another_language_speaks_at_once(anna: Visitor) -> None:
    settings(anna, language="en").sees("Your settings are saved.")
    assert root(anna)["lang"] == "en"


@pytest.mark.parametrize("answer", ["nonsense", "-1", "50 ", "á", "x" * 5000])
def test_what_is_not_offered_changes_nothing(anna: Visitor, answer: str) -> None:
    for name in CHOICES:
        response = post(anna, "/settings/", {"shortcuts": "off", name: answer})
        assert response.status_code == 422
        assert "Bitte wählen Sie eine der Antworten." in response.text
    assert set(stored(anna.app).values()) == {None}


def test_the_domain_refuses_it_too(app: Flask) -> None:
    with pytest.raises(ValueError, match="not offered"):
        choose(None, {"density": "compact", "address": "x"}, policy=Policy({}))  # type: ignore[arg-type]


def test_an_answer_that_is_offered_no_longer_counts_as_none(anna: Visitor) -> None:
    with anna.app.app_context():
        db.session.scalars(db.select(Preferences)).one().page_size = "1000000"
        db.session.commit()
    assert chosen(anna.open("/settings/"))["page_size"] == "50"


def test_boris_keeps_his_own_way(anna: Visitor, boris: Visitor) -> None:
    settings(anna, scheme="dark")
    assert not root(boris.open("/mailbox/")).has_attr("data-scheme")


def test_a_stranger_comes_to_no_settings(visitor: Visitor) -> None:
    assert visitor.open("/settings/").path == "/session/"
    visitor.open("/help/")
    assert not root(visitor).has_attr("data-scheme")


# -- what is not here ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("looked_for", "heading"),
    [
        ("Weiterleitung", "Warum keine Weiterleitung?"),
        ("IMAP", "Warum kein Outlook, kein Handy-Programm?"),
        ("Outlook", "Warum kein Outlook, kein Handy-Programm?"),
        ("App", "Warum kein Outlook, kein Handy-Programm?"),
    ],
)
def test_what_is_looked_for_in_vain_is_explained(anna: Visitor, looked_for: str, heading: str) -> None:
    links = [each for each in anna.open("/settings/").page.select(".absent") if looked_for in each.get_text()]
    assert len(links) == 1
    assert anna.open(str(links[0]["href"])).heading == heading


def test_switched_off_features_are_no_question(make_app: MakeApp) -> None:
    app = make_app(features={Feature.ENGLISH: False, Feature.REMOTE_IMAGES: False})
    anna = Visitor(app).sign_in(ANNA).open("/settings/")
    assert {"language", "images"}.isdisjoint(chosen(anna))
    anna.sees("Dieser Dienst lädt sie nicht.")


@pytest.mark.parametrize(
    ("feature", "answer"), [(Feature.ENGLISH, {"language": "en"}), (Feature.REMOTE_IMAGES, {"images": "ask"})]
)
def test_a_switched_off_answer_is_refused_with_the_rule(
    make_app: MakeApp, feature: Feature, answer: dict[str, str]
) -> None:
    anna = Visitor(make_app(features={feature: False})).sign_in(ANNA)
    response = post(anna, "/settings/", answer)
    assert response.status_code == 403
    assert set(stored(anna.app).values()) == {None}


# -- what the answers do ---------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_fixed_scheme_is_said_on_every_page(anna: Visitor, scheme: str) -> None:
    settings(anna, scheme=scheme)
    for path in ("/mailbox/", "/help/", "/nirgends"):
        assert root(anna.open(path))["data-scheme"] == scheme


def test_density_and_layout_change_no_row(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Elternabend")
    before = str(anna.open("/mailbox/").page.select_one(".row"))
    settings(anna, density="compact", layout="none")
    after = anna.open("/mailbox/")
    assert (root(after)["data-density"], root(after)["data-layout"]) == ("compact", "none")
    assert str(after.page.select_one(".row")) == before


def test_a_page_has_as_many_rows_as_chosen(anna: Visitor, dovecot: Dovecot) -> None:
    for number in range(60):
        deliver(dovecot, subject=f"Nummer {number}")
    for size, pages in ((25, 3), (50, 2), (100, 1)):
        settings(anna, page_size=str(size)).open("/mailbox/")
        assert len(anna.page.select(".row")) == min(size, 60)
        if pages > 1:
            anna.sees(f"Seite 1 von {pages}")
        assert len(anna.open("/mailbox/?only=unread").page.select(".row")) == min(size, 60)


def test_images_that_nobody_wants_do_not_come_by_an_old_address_either(
    anna: Visitor, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot, html=REMOTE)
    settings(anna, images="never")
    anna.open(message_path(anna.app, ref) + "?images=1").sees("Externe Bilder bleiben verborgen")
    assert b"elsewhere.example" not in anna.frame().body
    assert "https:" not in anna.frame().headers["Content-Security-Policy"]


def test_nor_do_those_of_an_attached_message(anna: Visitor, dovecot: Dovecot) -> None:
    inner = letter(html=REMOTE)
    ref = deliver(dovecot, b"Subject: A\r\nContent-Type: message/rfc822\r\n\r\n" + inner)
    path = message_path(anna.app, ref) + "/message/1"
    assert b"elsewhere.example" in anna.open(path).follow("Bilder laden").frame().body
    settings(anna, images="never")
    anna.open(path + "?images=1").sees("Externe Bilder bleiben verborgen").misses("Bilder laden")
    assert b"elsewhere.example" not in anna.frame().body
    assert b"elsewhere.example" not in anna.open(path + "/body?images=1").body


# -- Seen ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "expected"), [("0", True), ("2", False), ("10", False), ("never", False)])
def test_opening_marks_at_once_only_who_wants_that(
    anna: Visitor, dovecot: Dovecot, answer: str, expected: bool
) -> None:
    ref = deliver(dovecot)
    settings(anna, seen_after=answer).open(message_path(anna.app, ref))
    assert seen(dovecot, ref) is expected
    assert anna.has(".message[data-unread]") is not expected


def test_the_page_is_told_after_how_many_seconds_it_says_so(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot)
    form = (
        settings(anna, seen_after="5")
        .open(message_path(anna.app, ref))
        .page.select_one("form[data-behavior=seen]")
    )
    assert form is not None
    assert form["data-seconds"] == "5"
    assert post(anna, str(form["action"])).status_code == 204
    assert seen(dovecot, ref)


def test_who_cannot_count_has_read_what_was_opened(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot)
    image = settings(anna, seen_after="5").open(message_path(anna.app, ref)).page.select_one("noscript img")
    assert image is not None
    anna.open(str(image["src"]), Sec_Purpose="prefetch")
    assert not seen(dovecot, ref)
    anna.open(str(image["src"]))
    assert (anna.status, seen(dovecot, ref)) == (204, True)


@pytest.mark.parametrize("answer", ["0", "never"])
def test_who_wants_to_say_it_by_hand_is_not_overruled(anna: Visitor, dovecot: Dovecot, answer: str) -> None:
    ref = deliver(dovecot)
    settings(anna, seen_after=answer)
    assert anna.open(message_path(anna.app, ref) + "/opened").status == 404
    assert not seen(dovecot, ref)


@both_ways
def test_by_hand_it_is_a_button_and_stays_as_it_was_said(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, subject="Elternabend")
    settings(anna, seen_after="never").open(message_path(anna.app, ref))
    anna.press("Als gelesen markieren", within="#message").sees("Als gelesen markiert.")
    assert seen(dovecot, ref)
    anna.press("Als ungelesen markieren", within="#message")
    assert anna.path.startswith("/message/")
    assert not seen(dovecot, ref)


def test_telling_that_it_was_read_keeps_nobody_signed_in(app: Flask) -> None:
    for name in ("message.seen", "message.opened"):
        assert app.view_functions[name].background  # type: ignore[attr-defined]
