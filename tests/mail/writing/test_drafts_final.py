"""What was handed over is what is filed; who comes late changes nothing and is told."""

import io

import pytest

from tests.mail.conftest import Place, letter
from tests.mail.writing.conftest import MakeAside, MakeDrafts, a_draft, lay, seal, stored, texts
from tests.servers.fault import Fault
from webmail.mail.errors import AlreadySent, DraftChanged, StoreUnavailable, Unsendable
from webmail.mail.writing import saving
from webmail.mail.writing.draft import Kind
from webmail.mail.writing.drafts import Drafts
from webmail.mail.writing.upload import Upload

WRITING = a_draft().writing


class Claim:
    """What the ledger says: nothing until somebody sends."""

    def __init__(self, *, after: int | None = None) -> None:
        """after: how many questions later somebody sends."""
        self.left = after
        self.made = False

    def check(self) -> None:
        if self.left is not None:
            self.made, self.left = self.left <= 0, self.left - 1
        if self.made:
            raise AlreadySent("on its way")


def test_a_save_that_is_overtaken_by_sending_takes_itself_out_again(
    place: Place, make_aside: MakeAside
) -> None:
    base, claim = make_aside().save(a_draft("Eins"), page="a").ref.uid, Claim()

    def send() -> None:
        claim.made = True
        make_aside().save(a_draft("NEU"), page="a", base=base, final=True)

    with pytest.raises(AlreadySent):
        make_aside(send).save(a_draft("ALT"), page="a", base=base, check=claim.check)
    assert texts(place) == ["NEU"]
    assert make_aside().file(WRITING)
    assert (texts(place), texts(place, "Sent"), texts(place, "Trash")) == ([], ["NEU"], [])


def test_who_is_told_late_finds_the_older_version_where_it_was(place: Place, drafts: Drafts) -> None:
    base = drafts.save(a_draft("Eins"), page="a").ref.uid
    with pytest.raises(AlreadySent):
        drafts.save(a_draft("Zwei"), page="a", base=base, check=Claim(after=1).check)
    assert (texts(place), place.uids("Drafts")) == (["Eins"], [base])


def test_what_is_stored_to_be_sent_is_asked_about_before_anything_is_stored(
    place: Place, drafts: Drafts
) -> None:
    final = lay(place, "NEU", page="a", final=True)
    with pytest.raises(AlreadySent):
        drafts.save(a_draft("ALT"), page="a", check=Claim(after=1).check)
    assert texts(place) == ["NEU"]
    assert lay(place, "Danach", page="b") == final + 1


@pytest.mark.parametrize("first", ["NEU", "ALT"])
def test_what_died_on_its_way_never_beats_what_was_sent(place: Place, drafts: Drafts, first: str) -> None:
    for text in (first, "ALT" if first == "NEU" else "NEU"):
        lay(place, text, page="a", final=text == "NEU")
    found = drafts.find(WRITING)
    assert found is not None
    assert found.draft.text == "NEU"
    assert drafts.file(WRITING)
    # What was there before is replaced by it; what came later is thrown away where it can be looked at.
    late = ["ALT"] if first == "NEU" else []
    assert (texts(place), texts(place, "Sent"), texts(place, "Trash")) == ([], ["NEU"], late)


def test_what_comes_after_filing_is_not_filed_too(place: Place, drafts: Drafts) -> None:
    lay(place, "NEU", page="a", final=True)
    assert drafts.file(WRITING)
    lay(place, "ALT", page="a")
    assert drafts.file(WRITING)
    assert (texts(place), texts(place, "Sent"), texts(place, "Trash")) == ([], ["NEU"], ["ALT"])


def test_what_is_sent_again_is_what_was_sent(place: Place, drafts: Drafts) -> None:
    lay(place, "NEU", page="a", final=True)
    lay(place, "Von anderswo", page="b")
    found = drafts.find(WRITING)
    assert found is not None
    assert found.draft.text == "NEU"


def test_a_save_that_never_arrived_does_not_take_what_is_sent_for_its_own(
    dovecot_place: Place, fault: Fault, make_drafts: MakeDrafts
) -> None:
    claim, waiting = Claim(), [True]

    def plan() -> list[Upload]:
        return [Upload("plan.bin", "application/octet-stream", 4, io.BytesIO(b"Plan"))]

    def sealed(text: str) -> str:
        if waiting:
            waiting.clear()
            claim.made = True
            make_drafts(dovecot_place).save(a_draft("Gleich"), page="a", uploads=plan(), final=True)
        return seal(text)

    late = make_drafts(fault, seal=sealed, read_seconds=1.0, request_seconds=3.0)
    # The store never asks for the literal: the line ends before the file has gone out.
    fault.cut_at(b"+ OK", times=1)
    with pytest.raises(StoreUnavailable):
        late.save(a_draft("Gleich"), page="a", uploads=plan(), check=claim.check)
    assert texts(dovecot_place) == ["Gleich"]


def test_what_is_sent_is_what_the_page_had_whatever_is_stored_beside_it(
    place: Place, drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = saving.append

    def beside(*arguments: object, **settings: object) -> object:
        place.append("Drafts", letter())
        answer = append(*arguments, **settings)  # type: ignore[arg-type]
        lay(place, "ALT", page="a")
        return answer

    monkeypatch.setattr(saving, "append", beside)
    sent = drafts.save(a_draft("NEU"), page="a", final=True)
    assert sent.draft.text == "NEU"
    assert "NEU" in texts(place)


def test_a_page_that_sent_in_vain_goes_on(place: Place, make_aside: MakeAside) -> None:
    base = make_aside().save(a_draft("Eins"), page="a").ref.uid
    make_aside().save(a_draft("Zwei"), page="a", base=base, final=True)
    # Its answer was lost: the page knows nothing of that version.
    make_aside().save(a_draft("Drei"), page="a", base=base, check=Claim().check)
    assert texts(place) == ["Drei"]
    found = make_aside().find(WRITING)
    assert found is not None
    make_aside().save(a_draft("Vier"), page="b", base=found.ref.uid)
    assert texts(place) == ["Vier"]


def test_versions_that_replace_one_another_in_a_ring_are_still_a_draft(place: Place, drafts: Drafts) -> None:
    sent_in_vain = lay(place, "Eins", page="a", final=True)
    lay(place, "Zwei", page="a", after=sent_in_vain)
    newest = lay(place, "Drei", page="a")
    found = drafts.find(WRITING)
    assert found is not None
    assert found.ref.uid == newest
    with pytest.raises(DraftChanged):
        drafts.save(a_draft("Vier"), page="b")


# -- attachments that went with a version that was removed elsewhere --------------------------


def remove_all(place: Place) -> None:
    with place.client() as client:
        client.select_folder("Drafts")
        client.delete_messages(client.search(["ALL"]))
        client.expunge()


def with_a_plan(drafts: Drafts) -> int:
    plan = Upload("plan.bin", "application/octet-stream", 4, io.BytesIO(b"Plan"))
    return drafts.save(a_draft("Anbei"), page="a", uploads=[plan]).ref.uid


def test_attachments_that_are_gone_are_told_of_before_anything_is_sent_without_them(
    place: Place, drafts: Drafts
) -> None:
    base = with_a_plan(drafts)
    remove_all(place)
    saved = drafts.save(a_draft("Weiter"), page="a", base=base)
    assert (saved.left_out, texts(place)) == (True, ["Weiter"])
    # The answer may have been lost: a page that does not know this version has not been told.
    for _ in range(2):
        with pytest.raises(Unsendable):
            drafts.save(a_draft("Weiter"), page="a", base=base, final=True)
    again = drafts.save(a_draft("Mehr"), page="a", base=base)
    assert again.left_out
    sent = drafts.save(a_draft("Mehr"), page="a", base=again.ref.uid, final=True)
    assert (sent.left_out, sent.draft.attachments) == (False, ())


def test_a_process_that_knows_nothing_of_the_version_tells_it_too(
    place: Place, make_drafts: MakeDrafts
) -> None:
    base = with_a_plan(make_drafts(place))
    remove_all(place)
    elsewhere = make_drafts(place)
    with pytest.raises(Unsendable):
        elsewhere.save(a_draft("Weiter"), page="a", base=base, final=True)
    assert elsewhere.save(a_draft("Weiter"), page="a", base=base).left_out


@pytest.mark.parametrize("beside", [[], ["Anderes"]])
def test_where_nothing_was_attached_nothing_is_said(place: Place, drafts: Drafts, beside: list[str]) -> None:
    base = drafts.save(a_draft("Eins"), page="a").ref.uid
    remove_all(place)
    for text in beside:
        place.append("Drafts", letter(text=text))
    assert not drafts.save(a_draft("Zwei"), page="a", base=base, final=True).left_out
    assert texts(place) == [*beside, "Zwei"]


# -- notes and discarding ---------------------------------------------------------------------


def test_a_note_is_believed_in_its_own_message_only(place: Place, drafts: Drafts) -> None:
    drafts.save(a_draft("Meins", bcc="d@e.example"), page="a")
    forged = stored(place)[0].as_bytes().replace(b"<eins@", b"<zwei@")
    ref = place.append("Drafts", forged)
    assert drafts.adopt(ref).kind is Kind.RESUME
    found = drafts.find(a_draft(name="zwei").writing)
    assert found is not None
    assert found.page == ""


def test_an_empty_page_does_not_discard_what_another_page_has_written(place: Place, drafts: Drafts) -> None:
    base = drafts.save(a_draft("Eins"), page="a").ref.uid
    with pytest.raises(DraftChanged) as told:
        drafts.discard(WRITING, page="b")
    assert (told.value.uid, texts(place)) == (base, ["Eins"])
    assert drafts.discard(WRITING, page="b", over=base) is not None
    assert texts(place, "Trash") == ["Eins"]


def test_a_page_discards_what_it_knows_and_what_it_has_stored(place: Place, drafts: Drafts) -> None:
    base = drafts.save(a_draft("Eins"), page="a").ref.uid
    assert drafts.discard(WRITING, page="b", base=base) is not None
    drafts.save(a_draft("Zwei"), page="a")
    assert drafts.discard(WRITING, page="a") is not None
    assert (texts(place), texts(place, "Trash")) == ([], ["Eins", "Zwei"])


def test_what_is_on_its_way_is_not_discarded(place: Place, drafts: Drafts) -> None:
    base = drafts.save(a_draft("NEU"), page="a", final=True).ref.uid
    with pytest.raises(AlreadySent):
        drafts.discard(WRITING, page="a", base=base, check=Claim(after=0).check)
    assert texts(place) == ["NEU"]
