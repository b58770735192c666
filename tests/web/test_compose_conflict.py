"""A draft that two windows have changed: both versions are shown, and what differs is said in words."""

from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.desk import begin, in_english, lying, press, second_tab, text_of, value
from webmail.mail import Draft, Writing
from webmail.web.compose.differences import differences

WRITING = Writing("<1@schule.example>")


@both_ways
def test_both_versions_are_shown_with_what_only_one_of_them_has(anna: Visitor, dovecot: Dovecot) -> None:
    writer = press(begin(in_english(anna), text="Gemeinsam.\nAlt."), "save")
    other = second_tab(writer)
    other.open(writer.path)
    press(other.fill(text="Gemeinsam.\nDort neu.", subject="Dort"), "save")
    press(writer.fill(text="Gemeinsam.\nHier neu.", subject="Hier"), "discard")
    writer.sees("Only here, not saved", "Hier neu.", "Only in the stored draft", "Dort neu.", "Dort")
    shown = [each.get_text() for each in writer.page.select(".conflict__line")]
    assert shown == ["Hier neu.", "Dort neu."]
    assert [text_of(each).strip() for each in lying(dovecot)] == ["Gemeinsam.\nDort neu."]
    assert "Hier neu." in value(writer, "text")


def test_blank_lines_and_line_ends_are_no_difference() -> None:
    found = differences(Draft(WRITING, text="a \n\nb", to="x"), Draft(WRITING, text="a\nb\n", to="x "))
    assert (found.fields, found.here, found.there) == ((), (), ())


def test_a_very_long_text_is_not_compared_line_by_line() -> None:
    here, there = "\n".join(map(str, range(1000))), "\n".join(map(str, range(1001)))
    found = differences(Draft(WRITING, text=here), Draft(WRITING, text=there))
    assert (len(found.here), len(found.there)) == (1000, 1001)
