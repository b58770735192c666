"""Which messages belong together: by what they are called and answer, whatever a sender writes there."""

import sys
from collections.abc import Sequence
from time import process_time

import pytest

from webmail.mail.mailbox.threads import MOST_ANSWERED, Link, Links, Threads, read_link, united


def link(uid: int, own: str = "", *answered: str, field: str = "References") -> Link:
    head = f"Message-ID: <{own}>\r\n" if own else ""
    names = "\r\n ".join(f"<{each}>" for each in answered)
    return read_link(uid, f"{head}{field}: {names}\r\n\r\n".encode() if answered else head.encode())


def together(*links: Link, sent: Sequence[Link] = ()) -> list[tuple[list[int], list[int]]]:
    """The threads of a folder and of Sent, sorted by their first message."""
    return sorted((here, own) for here, own in united((links, sent)))


def test_an_answer_belongs_to_what_it_answers() -> None:
    assert together(link(1, "a"), link(2, "b"), link(3, "c", "a")) == [([1, 3], []), ([2], [])]


def test_what_answers_the_same_missing_message_belongs_together() -> None:
    assert together(link(1, "a", "gone"), link(2, "b", "gone")) == [([1, 2], [])]


def test_an_answer_may_come_before_what_it_answers() -> None:
    assert together(link(1, "b", "a"), link(2, "a")) == [([1, 2], [])]


def test_in_reply_to_counts_where_there_are_no_references() -> None:
    assert together(link(1, "a"), link(2, "b", "a", field="In-Reply-To")) == [([1, 2], [])]


def test_only_the_first_name_in_in_reply_to_counts() -> None:
    answers = link(3, "c", "a", "b", field="In-Reply-To")
    assert together(link(1, "a"), link(2, "b"), answers) == [([1, 3], []), ([2], [])]


def test_own_answers_join_two_messages_they_both_name() -> None:
    assert together(link(1, "a"), link(2, "b"), sent=[link(7, "c", "a", "b")]) == [([1, 2], [7])]


def test_messages_without_any_name_stand_alone() -> None:
    assert together(link(1), link(2)) == [([1], []), ([2], [])]


def test_a_device_that_calls_all_its_mail_the_same_makes_no_thread() -> None:
    assert together(link(1, "scan"), link(2, "scan"), link(3, "scan")) == [([1], []), ([2], []), ([3], [])]


def test_a_copy_in_sent_belongs_to_the_message_that_came_back() -> None:
    assert together(link(1, "a"), sent=[link(5, "a")]) == [([1], [5])]


def test_a_message_that_answers_itself_is_one_message() -> None:
    assert together(link(1, "a", "a")) == [([1], [])]


def test_a_loop_of_answers_is_one_thread() -> None:
    assert together(link(1, "a", "c"), link(2, "b", "a"), link(3, "c", "b")) == [([1, 2, 3], [])]


def test_a_message_that_names_anothers_joins_that_thread_and_no_more() -> None:
    assert together(link(1, "a"), link(2, "b"), link(3, "evil", "a")) == [([1, 3], []), ([2], [])]


def test_of_ten_thousand_references_the_first_and_the_newest_count() -> None:
    names = [f"n{number}@x" for number in range(10_000)]
    answered = link(1, "a", *names).answered
    assert len(answered) == MOST_ANSWERED
    assert (answered[0], answered[-1]) == (
        link(2, "", names[0]).answered[0],
        link(2, "", names[-1]).answered[0],
    )


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\r\n",
        b"Message-ID:\r\n\r\n",
        b"Message-ID: ohne Klammern\r\nReferences: <\r\n\r\n",
        b"Message-ID: <" + b"x" * 20_000 + b">\r\n\r\n",
        b"References: <a b> <c\r\n d>\r\n\r\n",
        b"\xff\x00<>" * 100,
    ],
)
def test_what_cannot_be_read_names_nothing(head: bytes) -> None:
    found = read_link(1, head)
    assert (found.own, found.answered) == (0, ())


def test_of_two_fields_the_first_counts() -> None:
    twice = read_link(1, b"Message-ID: <a>\r\nMessage-ID: <b>\r\n\r\n")
    assert twice.own == link(2, "a").own


def test_a_folded_field_is_read_whole() -> None:
    assert len(read_link(1, b"REFERENCES: <a>\r\n\t<b>\r\n <c>\r\n\r\n").answered) == 3


def test_links_are_what_went_in() -> None:
    links = [link(9, "c", "a", "b"), link(2), Link(4, -5, 7, ())]
    assert list(Links.of(links)) == sorted(links, key=lambda each: each.uid)
    assert Links.of(links).find(9) == links[0]
    assert Links.of(links).find(3) is None


def test_the_thread_with_the_newest_message_comes_first() -> None:
    threads = Threads.of(
        Links.of([link(1, "a"), link(2, "b"), link(3, "c", "a")]), Links.of([link(8, "d", "b")])
    )
    assert [(each.uids, each.sent) for each in threads.part(0, 9)] == [((3, 1), ()), ((2,), (8,))]
    assert [each.uids for each in threads.part(1, 2)] == [(2,)]


def test_threads_stand_by_date_and_what_has_none_where_it_lies() -> None:
    links = [Link(uid, moment) for uid, moment in ((1, 50), (2, 60), (3, 0), (4, 70), (5, 10))]
    threads = Threads.of(Links.of(links), Links())
    assert [thread.uids for thread in threads.part(0, 9)] == [(4,), (3,), (2,), (1,), (5,)]


def test_of_one_thread_the_latest_message_comes_first() -> None:
    links = [Link(uid, moment, own=uid, answered=(9,)) for uid, moment in ((1, 50), (2, 70), (3, 60))]
    assert [thread.uids for thread in Threads.of(Links.of(links), Links()).part(0, 9)] == [(2, 3, 1)]


def test_what_only_lies_in_sent_is_no_thread_of_the_folder() -> None:
    assert len(Threads.of(Links(), Links.of([link(1, "a")]))) == 0


def test_a_sent_message_that_lies_in_the_folder_too_is_no_further_one() -> None:
    threads = Threads.of(
        Links.of([link(1, "a"), link(2), link(3, "c")]),
        Links.of([link(7, "a", "c"), link(8), link(9, "d", "a")]),
    )
    assert [(each.uids, each.sent) for each in threads.part(0, 9)] == [((3, 1), (9,)), ((2,), ())]


def test_two_thousand_messages_weigh_little() -> None:
    links = Links.of(link(uid, f"{uid}@x", f"{uid - 1}@x", "root@x") for uid in range(1, 2001))
    assert links.octets < 100_000


@pytest.mark.parametrize("shape", ["chain", "backwards", "star", "all"])
def test_the_work_grows_with_the_octets_alone(shape: str) -> None:
    """Four thousand messages of a hostile shape are no more work than others, and nothing recurses."""
    count = 4000
    links = {
        "chain": [Link(uid, 0, uid, (uid - 1,)) for uid in range(2, count)],
        "backwards": [Link(uid, 0, uid, (uid + 1,)) for uid in range(2, count)],
        "star": [Link(uid, 0, uid, (1,)) for uid in range(2, count)],
        "all": [Link(uid, 0, uid, tuple(range(uid, uid + MOST_ANSWERED))) for uid in range(2, count)],
    }[shape]
    began, deepest = process_time(), sys.getrecursionlimit()
    sys.setrecursionlimit(200)
    try:
        assert len(united((links,))) == 1
    finally:
        sys.setrecursionlimit(deepest)
    assert process_time() - began < 2
