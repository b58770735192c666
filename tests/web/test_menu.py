"""The round button with the initials: what it offers, and that leaving is its last word."""

from bs4 import Tag

from tests.cast import ANNA, BORIS
from tests.form import words
from tests.visitor import Visitor, both_ways


def menu(visitor: Visitor) -> Tag:
    found = visitor.page.select_one("details.menu--initials")
    assert found is not None, "no menu with initials"
    return found


def entries(visitor: Visitor) -> list[str]:
    return [words(each.get_text(" ")) for each in menu(visitor).select("a, button")]


def test_the_button_shows_the_initials_and_says_whose_menu_it_is(anna: Visitor, boris: Visitor) -> None:
    for visitor, person, initials in ((anna, ANNA, "AA"), (boris, BORIS, "BB")):
        summary = menu(visitor).summary
        assert summary is not None
        assert words(summary.get_text()) == initials
        assert person.name in str(summary["aria-label"])
        visitor.sees(person.name, person.address)


def test_the_last_entry_signs_out(anna: Visitor) -> None:
    for path in ("/mailbox/", "/help/"):
        assert entries(anna.open(path))[-1] == "Abmelden"


def test_signing_out_is_a_form_and_never_a_link(anna: Visitor) -> None:
    button = menu(anna).select("button")[-1]
    form = button.find_parent("form")
    assert form is not None
    assert (form["method"], form["action"]) == ("post", "/session/sign-out")
    assert form.select_one("input[name=csrf_token]") is not None
    assert all("sign-out" not in str(link["href"]) for link in menu(anna).select("a"))


def test_the_menu_opens_without_script(anna: Visitor) -> None:
    assert menu(anna).name == "details"
    assert not menu(anna).has_attr("open")


@both_ways
def test_every_link_of_the_menu_leads_to_a_page(anna: Visitor) -> None:
    links = [words(each.get_text(" ")) for each in menu(anna).select("a")]
    assert links
    for link in links:
        assert anna.open("/mailbox/").follow(link).status == 200


def test_a_stranger_has_no_menu(visitor: Visitor) -> None:
    assert not visitor.open("/help/").has("details.menu--initials")


def test_the_language_is_offered_in_its_own_words(anna: Visitor) -> None:
    assert "English" in entries(anna)
    assert "Deutsch" in entries(anna.press("English"))
    button = menu(anna).select_one("button[name=language]")
    assert button is not None
    assert (button["lang"], button["value"]) == ("de", "de")


def test_changing_the_language_leads_back_to_the_page_one_was_on(anna: Visitor) -> None:
    assert anna.open("/help/").press("English").path == "/help/"
