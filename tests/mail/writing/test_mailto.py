"""mailto links (RFC 6068): what they may say, and what they cannot do."""

import pytest

from webmail.mail import read_recipients
from webmail.mail.writing.mailto import LINK_LIMIT, Given, read_mailto


@pytest.mark.parametrize(
    ("link", "given"),
    [
        ("mailto:a@b.example", Given(to="a@b.example")),
        ("MAILTO:a@b.example,c@d.example", Given(to="a@b.example\nc@d.example")),
        (
            "mailto:?to=a@b.example&cc=c@d.example&bcc=e@f.example",
            Given("a@b.example", "c@d.example", "e@f.example"),
        ),
        ("mailto:a@b.example?to=c@d.example", Given(to="a@b.example\nc@d.example")),
        ("mailto:a%2Bb@c.example", Given(to="a+b@c.example")),
        ("mailto:a+b@c.example", Given(to="a+b@c.example")),
        ("mailto:%22not%40me%22@b.example", Given(to='"not@me"@b.example')),
        ("mailto:?subject=Gr%C3%BC%C3%9Fe%20+%20mehr", Given(subject="Grüße + mehr")),
        ("mailto:?body=eins%0D%0Azwei%0Adrei", Given(text="eins\nzwei\ndrei")),
        ("mailto:?SUBJECT=a&Body=b", Given(subject="a", text="b")),
        ("mailto:?In-Reply-To=%3Ca@b.example%3E", Given(references=("<a@b.example>",))),
        ("mailto:a@b.example#top", Given(to="a@b.example")),
        ("mailto:", Given()),
        ("https://a@b.example", Given()),
        ("javascript:mailto:a@b.example", Given()),
        ("", Given()),
    ],
)
def test_a_link_is_read(link: str, given: Given) -> None:
    assert read_mailto(link) == given


@pytest.mark.parametrize("field", ["to", "cc", "bcc", "subject", "in-reply-to"])
@pytest.mark.parametrize("end", ["%0D%0A", "%0A", "%0D", "%E2%80%A8", "%C2%85", "%0B", "%00"])
def test_no_field_of_a_link_begins_another_header_field(field: str, end: str) -> None:
    link = f"mailto:?{field}=a@b.example{end}Bcc:%20spy@evil.example"
    given = read_mailto(link)
    for line in (given.subject, *given.references):
        assert line.isprintable()
    people = [one for name in ("to", "cc", "bcc") for one in read_recipients(getattr(given, name)).addresses]
    assert [each.spec for each in people if each.spec != "a@b.example"] == [
        "spy@evil.example" for each in people if each.spec != "a@b.example"
    ]
    assert given.bcc == "" or field == "bcc"
    assert len(getattr(given, field, "").split("\n")) == 1


@pytest.mark.parametrize(
    "name", ["attach", "attachment", "from", "reply-to", "x-mailer", "content-type", "date"]
)
def test_what_a_link_may_not_choose_is_left_out(name: str) -> None:
    assert read_mailto(f"mailto:a@b.example?{name}=/etc/passwd") == Given(to="a@b.example")


def test_an_answered_message_is_named_by_one_identifier_or_none() -> None:
    assert read_mailto("mailto:?in-reply-to=a@b.example").references == ()
    assert read_mailto("mailto:?in-reply-to=%3Ca@b%3E%20%3Cc@d%3E").references == ()


def test_a_link_without_end_ends() -> None:
    given = read_mailto("mailto:" + "a@b.example," * 50_000 + "?subject=" + "x" * 10**6)
    assert len(given.to) <= LINK_LIMIT
    assert len(read_mailto("mailto:?subject=" + "x" * 50_000).subject) == 998
