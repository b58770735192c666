"""The list of drafts says what is where: what came back, what is not certain, and what hangs on each."""

from tests.cast import ANNA, BORIS
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.desk import begin, in_english, lying, press
from tests.web.test_holding import held as held
from tests.web.test_holding import wait_for_the_threads
from webmail.mail import State


def rows(visitor: Visitor) -> list[str]:
    """What is said of each draft in the list, the newest first."""
    visitor.open("/mailbox/").follow("Drafts")
    found = visitor.page.select(".rows .row")
    return [" ".join(each.get_text() for each in row.select(".row__state")) for row in found]


@both_ways
def test_what_came_back_says_so_and_its_page_says_why(held: object, smtp: Sink, dovecot: Dovecot) -> None:
    writer = held(1)  # type: ignore[operator]
    smtp.refuse(BORIS.address, "550 5.1.1 No such user")
    press(begin(writer, subject="Zurück").choose(plan=b"%PDF"), "send")
    wait_for_the_threads()
    smtp.empty()
    press(begin(writer, subject="Nur ein Entwurf", to="", text="Kurz."), "save")
    assert rows(writer) == ["", "Not sent"]
    writer.sees("(No recipient)", BORIS.address, "Kurz.")
    clips = [bool(each.select(".row__clip")) for each in writer.page.select(".rows .row")]
    assert clips == [False, True]
    writer.follow("Zurück").sees("No such user")
    press(writer, "send")
    wait_for_the_threads()
    assert (rows(writer), len(smtp.received)) == ([""], 1)


def test_what_is_not_certain_says_so(anna: Visitor, smtp: Sink, dovecot: Dovecot) -> None:
    writer = begin(in_english(anna), subject="Ungewiss")
    smtp.close_at("dot")
    press(writer, "send")
    assert rows(writer) == ["Uncertain whether it was sent"]
    writer.follow("Ungewiss").sees("It is uncertain whether the message was sent")
    assert len(lying(dovecot)) == 1


def test_versions_that_do_not_know_of_each_other_say_so(anna: Visitor, dovecot: Dovecot) -> None:
    press(begin(in_english(anna), subject="Allein"), "save")
    press(begin(anna, subject="Zweimal"), "save")
    assert rows(anna) == ["", ""]
    with dovecot.client(ANNA.address) as client:
        client.append("Drafts", lying(dovecot)[-1].as_bytes(), ["\\Draft"])
    assert rows(anna) == ["Also written in another window", "Also written in another window", ""]


def test_every_state_of_what_lies_among_the_drafts_has_its_words() -> None:
    from webmail.web.draft_words import WORDS

    lies_elsewhere = {State.HELD, State.FILED, State.WAITING, State.UNSENT}
    assert set(WORDS) == set(State) - lies_elsewhere
