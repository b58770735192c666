"""The body is found in whatever tree a sender builds."""

from webmail.mail.part import Part
from webmail.mail.reading.choice import Choice, choose

PLAIN, HTML, PDF = Part("1", "text/plain"), Part("2", "text/html"), Part("3", "application/pdf", name="a.pdf")
PICTURE = Part("4", "image/png", content_id="bild@x", disposition="inline", name="b.png")


def multipart(kind: str, *parts: Part) -> Part:
    return Part("", f"multipart/{kind}", parts=parts)


def sections(choice: Choice) -> tuple[str | None, str | None, list[str]]:
    html, plain = (part and part.section for part in (choice.html, choice.plain))
    return html, plain, [part.section for part in choice.attachments]


def test_alternatives_are_two_forms_of_one_body() -> None:
    assert sections(choose(multipart("alternative", PLAIN, HTML))) == ("2", "1", [])


def test_html_with_its_pictures_is_still_the_alternative() -> None:
    choice = choose(multipart("alternative", PLAIN, multipart("related", HTML, PICTURE)))
    assert sections(choice) == ("2", "1", ["4"])
    assert choice.related == {"4"}
    assert choice.inline == {"bild@x": PICTURE}


def test_html_beside_a_file_within_an_alternative_is_found() -> None:
    assert sections(choose(multipart("alternative", PLAIN, multipart("mixed", HTML, PDF)))) == (
        "2",
        "1",
        ["3"],
    )


def test_a_second_text_of_a_mixed_message_is_an_attachment() -> None:
    assert sections(choose(multipart("mixed", PLAIN, HTML, PDF))) == (None, "1", ["2", "3"])


def test_a_picture_nobody_shows_is_an_attachment() -> None:
    assert sections(choose(multipart("mixed", HTML, PICTURE))) == ("2", None, ["4"])
    assert sections(choose(multipart("related", PLAIN, PICTURE))) == (None, "1", ["4"])


def test_a_signed_message_shows_what_is_signed() -> None:
    signature = Part("5", "application/pgp-signature")
    assert sections(choose(multipart("signed", multipart("mixed", PLAIN, PDF), signature))) == (
        None,
        "1",
        ["3", "5"],
    )


def test_a_message_in_a_message_is_an_attachment_and_not_looked_into() -> None:
    inner = Part("3", "message/rfc822", parts=(Part("3.1", "text/html"),))
    assert sections(choose(multipart("mixed", PLAIN, inner))) == (None, "1", ["3"])


def test_a_text_sent_as_a_file_is_no_body() -> None:
    file = Part("1", "text/html", disposition="attachment", name="seite.html")
    assert sections(choose(file)) == (None, None, ["1"])
    assert sections(choose(multipart("mixed", Part("1", "text/plain", name="liste.txt"), PDF))) == (
        None,
        None,
        ["1", "3"],
    )


def test_a_message_that_is_one_named_text_shows_it() -> None:
    assert sections(choose(Part("1", "text/plain", name="nachricht.txt"))) == (None, "1", [])


def test_of_very_many_parts_the_first_thousand_are_looked_at() -> None:
    choice = choose(multipart("mixed", *(Part(str(number), "application/pdf") for number in range(5000))))
    assert len(choice.attachments) == 999
    assert choice.cut


def test_very_deep_trees_end_at_a_hundred_levels() -> None:
    tree = PLAIN
    for _ in range(5000):
        tree = multipart("mixed", tree)
    assert choose(tree).cut
    assert not choose(multipart("mixed", PLAIN)).cut
