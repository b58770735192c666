"""Recipients: checked, corrected, moved and taken away without a script; understood for the script."""

import pytest
from bs4 import BeautifulSoup

from tests.cast import BORIS
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor
from tests.web.deed import post
from tests.web.desk import begin, lying, value


def checked(visitor: Visitor, **fields: str) -> Visitor:
    begin(visitor, **fields)
    return visitor.press("Check recipients")


def pills(visitor: Visitor) -> list[str]:
    return [
        " ".join(each.get_text(" ").split()) for each in visitor.page.select(".understood .recipient__pill")
    ]


def do(visitor: Visitor, change: str, number: int = 0) -> Visitor:
    buttons = [
        each for each in visitor.page.select("button[name=change]") if each["value"].startswith(change)
    ]  # type: ignore[union-attr]
    return visitor.submit(buttons[number])


def test_everybody_is_named_by_what_they_are(writer: Visitor) -> None:
    typed = f"Boris <{BORIS.address}>; x@y.example, anna@gmail.com, jana"
    checked(writer, to=typed)
    assert pills(writer) == [
        "jana · not an address",
        f"Boris {BORIS.address} · official",
        "x@y.example · external",
        "anna@gmail.com · private provider",
    ]
    assert value(writer, "to") == typed
    assert value(writer, "subject") == "Wandertag"


def test_a_slip_of_the_keyboard_is_asked_about_and_put_right_by_one_press(writer: Visitor) -> None:
    checked(writer, to="Jana <jana@gmial.com>, x@y.example")
    assert writer.sees("Did you mean jana@gmail.com?")
    do(writer, "correct to")
    assert value(writer, "to") == "Jana <jana@gmail.com>, x@y.example"
    assert not [each for each in writer.page.select("button[name=change]") if "correct" in str(each["value"])]


def test_a_name_is_asked_about_and_becomes_its_person_or_group_by_one_press(writer: Visitor) -> None:
    writer.open("/contacts/").fill(name="Chor").press("Create group")
    for name in ("Otto Bär", "Ada"):
        address = f"{name[:3].lower()}@x.example"
        writer.open("/contacts/new").fill(name=name, addresses=address).check("Chor").press("Add contact")
    checked(writer, to="baer, chor, nobody, ott@")
    writer.sees("Did you mean Otto Bär <ott@x.example>?", "Did you mean Chor (2)?")
    do(do(writer, "take to"), "take to")
    people = "Ada <ada@x.example>, Otto Bär <ott@x.example>"
    assert value(writer, "to") == f"Otto Bär <ott@x.example>, Chor: {people};, nobody, ott@"
    assert not [each for each in writer.page.select("button[name=change]") if "take" in str(each["value"])]


def test_somebody_is_moved_and_somebody_taken_away_and_no_other_letter_changes(writer: Visitor) -> None:
    checked(writer, to='halb, "Vogel, Jana" <v@y.example>; x@y.example', cc="c@y.example")
    do(writer, "bcc to", 1)
    assert value(writer, "to") == "halb, x@y.example"
    assert value(writer, "bcc") == '"Vogel, Jana" <v@y.example>'
    do(writer, "remove to", 0)
    assert value(writer, "to") == "x@y.example"
    do(writer, "to cc", 0)
    assert value(writer, "to") == "x@y.example, c@y.example"
    assert value(writer, "cc") == ""


def test_a_group_is_opened_and_counted(writer: Visitor) -> None:
    checked(writer, to="Fachschaft: Jana <j@y.example>, b@gmail.com;")
    assert pills(writer) == ["Fachschaft (2) · private provider"]
    people = [each.get_text() for each in writer.page.select(".understood__people li")]
    assert people == ["Jana <j@y.example>", "b@gmail.com"]


def test_more_than_one_message_may_have_are_counted_before_it_is_sent(writer: Visitor) -> None:
    checked(writer, to="\n".join(f"l{number}@schule.example" for number in range(2001)))
    assert writer.sees("There are 2001 recipients, more than one message may have.")


def test_checking_stores_nothing(writer: Visitor, dovecot: Dovecot) -> None:
    checked(writer, to="jana")
    assert lying(dovecot) == []


def test_of_very_many_the_doubtful_are_shown_and_the_others_counted(writer: Visitor) -> None:
    checked(writer, to="\n".join([*(f"l{number}@schule.example" for number in range(2000)), "halb"]))
    assert len(pills(writer)) == 50
    assert pills(writer)[0] == "halb · not an address"
    assert writer.sees("and 1951 more")


@pytest.mark.parametrize(
    "change", ["", "x", "remove to", "remove to 0123456789abcdef", "to to 0123456789abcdef"]
)
def test_a_change_that_is_none_changes_nothing(writer: Visitor, change: str) -> None:
    begin(writer, to="a@y.example")
    form = {"to": "a@y.example", "change": change, "text": "x", "page": value(writer, "page")}
    answer = post(writer, writer.path + "/recipients", form)
    assert answer.status_code == 200
    shown = BeautifulSoup(answer.text, "html.parser").select_one("#compose [name=to]")
    assert shown is not None
    assert shown.get_text().strip() == "a@y.example"


# -- as the script asks ----------------------------------------------------------------------


def asked(visitor: Visitor, typed: str) -> BeautifulSoup:
    visitor.open("/compose/new")
    return BeautifulSoup(post(visitor, "/compose/recipients", {"typed": typed}).text, "html.parser")


def test_chips_carry_every_letter_that_was_typed(writer: Visitor) -> None:
    typed = 'Boris <boris@schule.example>; "Vogel, <Jana>" <v@gmial.com>\nhalb "offen'
    chips = asked(writer, typed).select("li.recipient")
    assert [each["data-written"] for each in chips] == [
        "Boris <boris@schule.example>",
        '"Vogel, <Jana>" <v@gmial.com>',
        'halb "offen',
    ]
    assert [each.get("data-meant") for each in chips] == [None, "v@gmail.com", None]
    assert ["data-wrong" in each.attrs for each in chips] == [False, False, True]


def test_what_was_understood_is_said_in_one_sentence(writer: Visitor) -> None:
    said = asked(writer, "a@y.example, b@y.example, halb").select_one(".recipients__said")
    assert said is not None
    assert said.get_text() == "2 recipients added. 1 entry is not an address."


def test_nothing_typed_becomes_markup(writer: Visitor) -> None:
    found = asked(writer, '<img src=x onerror=1> "><script>1</script>, "\'><b>" <a@y.example>')
    assert not found.select("img, script, b")


def test_nobody_asks_without_being_signed_in(visitor: Visitor) -> None:
    visitor.open("/session/")
    assert post(visitor, "/compose/recipients", {"typed": "a@y.example"}).status_code == 401
