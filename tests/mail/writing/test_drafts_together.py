"""Several pages, several processes, one draft: nothing is overwritten unseen, and one version is left."""

import random
import threading
from contextlib import suppress

import pytest

from tests.mail.conftest import Place
from tests.mail.writing.conftest import MakeAside, MakeDrafts, a_draft, lay, stored, texts
from webmail.mail.errors import DraftChanged, MessageGone
from webmail.mail.writing.drafts import Drafts


def test_another_pages_version_is_not_overwritten(place: Place, make_aside: MakeAside) -> None:
    base = make_aside().save(a_draft("Eins"), page="a").ref.uid
    newer = make_aside().save(a_draft("Zwei"), page="b", base=base).ref.uid
    with pytest.raises(DraftChanged) as raised:
        make_aside().save(a_draft("Drei"), page="a", base=base)
    assert (raised.value.uid, texts(place)) == (newer, ["Zwei"])


def test_a_page_that_knows_no_version_is_told_of_one(place: Place, make_aside: MakeAside) -> None:
    make_aside().save(a_draft("Eins"), page="a")
    with pytest.raises(DraftChanged):
        make_aside().save(a_draft("Zwei"), page="b")
    assert texts(place) == ["Eins"]


def test_the_other_pages_version_is_replaced_when_the_person_says_so(
    place: Place, make_aside: MakeAside
) -> None:
    base = make_aside().save(a_draft("Eins"), page="a").ref.uid
    newer = make_aside().save(a_draft("Zwei"), page="b", base=base).ref.uid
    make_aside().save(a_draft("Drei"), page="a", base=base, over=newer)
    assert texts(place) == ["Drei"]


def test_a_page_that_missed_an_answer_goes_on(place: Place, make_aside: MakeAside) -> None:
    base = make_aside().save(a_draft("Eins"), page="a").ref.uid
    make_aside().save(a_draft("Zwei"), page="a", base=base)
    make_aside().save(a_draft("Drei"), page="a", base=base)
    make_aside().save(a_draft("Vier"), page="a")
    assert texts(place) == ["Vier"]


def test_of_two_pages_that_store_at_once_the_first_stays_and_the_other_is_told(
    place: Place, make_aside: MakeAside
) -> None:
    base = make_aside().save(a_draft("Eins"), page="a").ref.uid
    late = make_aside(lambda: make_aside().save(a_draft("Zwei"), page="b", base=base))
    with pytest.raises(DraftChanged):
        late.save(a_draft("Drei"), page="a", base=base)
    assert texts(place) == ["Zwei"]


def test_of_two_first_saves_at_once_the_first_stays(place: Place, make_aside: MakeAside) -> None:
    late = make_aside(lambda: make_aside().save(a_draft("Eins"), page="b"))
    with pytest.raises(DraftChanged):
        late.save(a_draft("Zwei"), page="a")
    assert texts(place) == ["Eins"]


def test_of_two_saves_of_one_page_at_once_the_later_one_stays(place: Place, make_aside: MakeAside) -> None:
    base = make_aside().save(a_draft("Eins"), page="a").ref.uid
    late = make_aside(lambda: make_aside().save(a_draft("Zwei"), page="a", base=base))
    late.save(a_draft("Drei"), page="a", base=base)
    assert texts(place) == ["Drei"]


@pytest.mark.parametrize("pages", ["aa", "ab"])
def test_what_a_crash_left_behind_is_no_conflict_and_goes_with_the_next_save(
    place: Place, make_aside: MakeAside, pages: str
) -> None:
    old = lay(place, "Eins", page=pages[0])
    known = lay(place, "Zwei", page=pages[1], after=old)
    make_aside().save(a_draft("Drei"), page="c", base=known)
    assert texts(place) == ["Drei"]


def test_a_version_that_nobody_has_seen_is_told_even_when_it_is_older(
    place: Place, make_aside: MakeAside
) -> None:
    unseen = lay(place, "Eins", page="a")
    known = lay(place, "Zwei", page="b")
    with pytest.raises(DraftChanged) as raised:
        make_aside().save(a_draft("Drei"), page="c", base=known)
    assert (raised.value.uid, texts(place)) == (unseen, ["Eins", "Zwei"])


@pytest.mark.parametrize("deed", ["file", "discard"])
def test_what_nobody_has_seen_goes_into_the_trash_and_what_is_replaced_goes(
    place: Place, make_aside: MakeAside, deed: str
) -> None:
    lay(place, "Ungesehen", page="a")
    lay(place, "Eins", page="b")
    lay(place, "Zwei", page="b")
    getattr(make_aside(), deed)(a_draft().writing)
    assert texts(place) == []
    assert sorted(texts(place, "Sent") + texts(place, "Trash")) == ["Ungesehen", "Zwei"]


class Book:
    """What each text's page knew when it wrote it, and which texts were saved."""

    def __init__(self) -> None:
        self.knew: dict[str, set[str]] = {}
        self.saved: set[str] = set()

    def write(self, page: str, drafts: Drafts) -> None:
        """A person who looks at another page's version when told of it, and then wants it replaced."""
        base, over, known = 0, 0, set[str]()
        for number in range(6):
            text = f"{page}{number}"
            self.knew[text] = set(known)
            try:
                base, over = drafts.save(a_draft(text), page=page, base=base, over=over).ref.uid, 0
                known = {text}
                self.saved.add(text)
            except DraftChanged as changed:
                found, over = drafts.find(a_draft().writing), 0
                if found is not None and found.ref.uid == changed.uid:
                    over = changed.uid
                    known.add(found.draft.text)

    def replaced_by(self, text: str) -> set[str]:
        """The text and all that was known to who wrote it, and to who wrote that."""
        reached, waiting = {text}, [text]
        while waiting:
            fresh = self.knew[waiting.pop()] - reached
            reached |= fresh
            waiting += fresh
        return reached


@pytest.mark.parametrize("seed", range(3))
def test_pages_that_save_at_random_lose_no_text_that_was_not_replaced_knowingly(
    place: Place, make_aside: MakeAside, seed: int
) -> None:
    book = Book()
    pages = [(name, make_aside()) for name in random.Random(seed).sample("abc", 3)]
    threads = [threading.Thread(target=book.write, args=page) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    (left,) = texts(place)
    assert book.saved <= book.replaced_by(left)


def test_one_page_that_saves_twice_at_once_in_one_process_leaves_one_version(
    place: Place, make_drafts: MakeDrafts
) -> None:
    drafts = make_drafts(place)
    base = drafts.save(a_draft("Anfang"), page="a").ref.uid
    threads = [
        threading.Thread(target=drafts.save, args=(a_draft(str(number)),), kwargs={"page": "a", "base": base})
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(stored(place)) == 1


def test_sending_from_a_page_that_was_overtaken_is_refused(place: Place, make_aside: MakeAside) -> None:
    base = make_aside().save(a_draft("Eins"), page="a").ref.uid
    make_aside().save(a_draft("Zwei"), page="b", base=base)
    with pytest.raises(DraftChanged):
        make_aside().save(a_draft("Drei"), page="a", base=base, final=True)
    with suppress(MessageGone):
        make_aside().discard(a_draft().writing)
    assert texts(place) == []


def test_a_save_asks_when_it_is_its_turn_whether_it_may_still_store(place: Place, drafts: Drafts) -> None:
    def too_late() -> None:
        raise MessageGone("was sent meanwhile")

    with pytest.raises(MessageGone):
        drafts.save(a_draft("Zu spät"), page="a", check=too_late)
    assert texts(place) == []
