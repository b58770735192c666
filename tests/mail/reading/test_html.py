"""HTML of mail stays readable and cannot do anything."""

from html.parser import HTMLParser
from time import process_time

import pytest

from tests.mail.reading.stored import harms
from webmail.mail.reading.html import Cleaned, clean
from webmail.mail.reading.links import shown_target


class Seen(HTMLParser):
    """Elements and attributes in the order of the document; attributes in any order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, set[tuple[str, str | None]]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, set(attributes)))


def cleaned(html: str, *, images: bool = False) -> Cleaned:
    return clean(html, images=images, part_url={"bild@schule.example": "/part/2"}.get)


@pytest.mark.parametrize(
    "html",
    [
        '<table width="600" cellpadding="0" border="0" align="center"><tbody><tr><td>x</table>',
        '<p style="color:#fff;background-color:#003366;padding:4px 8px">x</p>',
        '<font color="#ff0000" face="Arial, sans-serif" size="+1">x</font>',
        '<ol start="3" type="a"><li value="5">x</li></ol>',
        '<img alt="Wappen" width="80" height="40">',
        '<div align="right" dir="rtl" lang="ar">x</div>',
        '<p title="Hinweis">x</p>',
        "<blockquote><h2>x</h2><hr><pre>y</pre></blockquote>",
    ],
)
def test_ordinary_formatting_comes_out_as_sent(html: str) -> None:
    assert Seen(cleaned(html).html).seen == Seen(html).seen


def test_light_text_on_a_coloured_cell_keeps_both() -> None:
    html = cleaned(
        '<table><tr><td bgcolor="#003366" width="50%"><font color="white">x</font></td></tr></table>'
    ).html
    assert 'bgcolor="#003366"' in html
    assert 'color="white"' in html
    assert 'width="50%"' in html


def test_the_colours_of_the_body_element_stay_around_the_text() -> None:
    html = cleaned(
        '<html><body text="#eee" bgcolor=#111 style="margin:0" onload="x()"><p>x</body></html>'
    ).html
    assert html.startswith('<div style="color:#eee;background-color:#111;margin:0"><p>x')


@pytest.mark.parametrize(
    "address",
    [
        *(
            "https://a.example/?b=1&amp;c=2",
            "http://a.example",
            "mailto:a@b.example?subject=x",
            "tel:+4930123",
        ),
        *("HTTPS://A.EXAMPLE", "https://a.example/\u00fc", "  https://a.example/  "),
    ],
)
def test_a_link_to_the_web_or_to_a_person_stays(address: str) -> None:
    assert "href=" in cleaned(f'<a href="{address}">x</a>').html


@pytest.mark.parametrize(
    "address",
    [
        *(
            "javascript:alert(1)",
            "javascript:123",
            "JaVaScRiPt:x",
            "java\tscript:x",
            "&#106;avascript:x",
            "\x01javascript:x",
        ),
        *(
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "cid:bild@schule.example",
            "blob:x",
            "ftp://x/",
        ),
        *(
            "/session/sign-out",
            "//angreifer.example",
            "#top",
            "x",
            "",
            "https:angreifer",
            "http:/x",
            "view-source:x",
        ),
        *("livescript:x", "mocha:x", "feed:javascript:x", "ms-word:x", "intent:x", "https://" + "a" * 10_000),
    ],
)
def test_a_link_to_anything_else_loses_its_address(address: str) -> None:
    assert "href" not in cleaned(f'<a href="{address}">x</a>').html


def test_every_link_says_nothing_about_where_it_came_from() -> None:
    html = cleaned(
        '<a href="https://a.example" rel="opener" target="_top" ping="https://b.example">x</a>'
    ).html
    assert html == '<a href="https://a.example" rel="noopener noreferrer">x</a>'


def test_pictures_of_the_message_itself_are_shown() -> None:
    html = '<img src="cid:bild@schule.example"><img src="CID:bild%40schule.example"><img src="cid:fremd">'
    assert cleaned(html).html == '<img src="/part/2"><img src="/part/2"><img>'


def test_pictures_from_the_internet_wait_and_are_counted() -> None:
    result = cleaned(
        '<img src="https://a.example/1.png" alt="Eins" width="8"><img src="http://a.example/2.png">'
    )
    assert result.remote_images == 2
    assert "a.example" not in result.html
    assert 'alt="Eins"' in result.html


def test_with_consent_only_the_address_of_the_picture_is_kept() -> None:
    html = (
        '<img src="https://a.example/1.png" srcset="https://b.example/2.png 2x"><img src="//c.example/3.png">'
    )
    shown = cleaned(html, images=True).html
    assert shown == '<img src="https://a.example/1.png"><img src="https://c.example/3.png">'


@pytest.mark.parametrize("kind", ["svg+xml", "svg", "x-icon", "png,<svg", "png;charset=utf-8;base64"])
def test_pictures_in_the_address_itself_are_rasters_only(kind: str) -> None:
    assert "src" not in cleaned(f'<img src="data:image/{kind};base64,AAAA">').html
    assert cleaned('<img src="data:image/png;base64,AAAA">').html == '<img src="data:image/png;base64,AAAA">'


def test_a_link_that_promises_another_address_shows_its_own() -> None:
    result = cleaned('<p><a href="https://angreifer.example/x">https://www.<b>bank</b>.example/login</a></p>')
    assert "</a> <small>[angreifer.example]</small>" in result.html
    assert result.marked_links == 1


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("www.schule.example", "https://schule.example/x"),
        ("schule.example", "https://www.schule.example"),
        ("schule.example", "https://portal.schule.example"),
        ("Zum Formular", "https://klick.example"),
        ("jana@schule.example", "mailto:jana@schule.example?subject=x"),
        ("z.B. hier", "https://klick.example"),
    ],
)
def test_a_link_that_keeps_its_promise_is_left_alone(text: str, address: str) -> None:
    assert cleaned(f'<a href="{address}">{text}</a>').marked_links == 0


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://schule.example", "https://schule.example.angreifer.example"),
        ("schule.example", "https://schule.example@angreifer.example/"),
        ("jana@schule.example", "mailto:jana@angreifer.example"),
        ("  WWW.Schule.Example/anmeldung", "https://angreifer.example"),
        ("https://schule.example:443/x", "https://angreifer.example:8080/"),
    ],
)
def test_a_link_that_breaks_its_promise_is_marked(text: str, address: str) -> None:
    result = cleaned(f'<a href="{address}">{text}</a>')
    assert result.marked_links == 1
    assert "angreifer.example]" in result.html


@pytest.mark.parametrize(
    "link",
    [
        '<a style="color:red" href="https://evil.example/">www.bank.de</a>',
        '<a title="a > b" href="https://evil.example/">www.bank.de</a>',
        '<a href="https://evil.example/">\u200bwww.bank.de</a>',
        '<a href="https://evil.example/">www.ba\u00adnk.de</a>',
        '<a href="https://evil.example/">\u00bb www.bank.de</a>',
        '<a href="https://evil.example/">(www.bank.de)</a>',
        '<a href="https://evil.example/">hier...www.bank.de</a>',
        '<a href="https://evil.example/">hier+www.bank.de_</a>',
        '<a href="https://evil.example/">Link:https://www.bank.de</a>',
        '<a href="https://evil.example/"><span style="display:none">evil.example </span>www.bank.de</a>',
        '<a href="https://evil.example/"><span style="display:none">evil.example/</span>www.bank.de</a>',
        '<a href="https://evil.example/">' + "<b></b>" * 400 + "www.bank.de</a>",
        '<a href="https://evil.example/"><span style="display:none">' + "x" * 9000 + "</span>www.bank.de</a>",
        '<a href="https://evil.example/">www.b\u0430n\u043a.\u0434\u0435</a>',
        '<a href="https://evil.example/">www\uff0ebank\uff0ede</a>',
        '<a href="https://www.bank.de&amp;sol;.evil.example/">www.bank.de</a>',
        '<a href="https://bank.de">x<table><tr><td><a href="https://evil.example">bank.de</a></table></a>',
        '<a href="mailto:a@bank.de,b@evil.example">a@bank.de</a>',
        '<a href="mailto:a@bank.de?subject=x&amp;bcc=b%40evil.example">a@bank.de</a>',
        '<a href="mailto:a@bank.de?CC=b@evil.example">a@bank.de</a>',
        '<a href="mailto:?to=b@evil.example">a@bank.de</a>',
    ],
)
def test_a_lie_in_disguise_is_marked(link: str) -> None:
    result = cleaned(link)
    assert result.marked_links >= 1
    assert "evil.example]" in result.html


@pytest.mark.parametrize(
    "address", [r"https://evil.example\@www.bank.de/", "https:///evil.example", r"https:\\evil"]
)
def test_a_link_browsers_read_in_their_own_way_loses_its_address(address: str) -> None:
    assert "href" not in cleaned(f'<a href="{address}">www.bank.de</a>').html


@pytest.mark.parametrize(
    ("text", "address"), [("www.bank.de", "tel:+4930"), ("a@bank.de", "mailto:?subject=x")]
)
def test_a_mark_is_never_empty(text: str, address: str) -> None:
    assert f"[{address}]" in cleaned(f'<a href="{address}">{text}</a>').html


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://bank.de/x/index.html">https://www.bank.de:443/x/index.html?a=b.com</a>',
        '<a href="https://bank.de/">Mehr dazu auf <b>www.bank.de</b>.</a>',
        '<a href="mailto:A@bank.de?subject=www.evil.example">a@bank.de</a>',
        '<a href="https://klick.example"><p>' + " " * 9000 + "Jetzt lesen</p></a>",
        '<a href="https://klick.example"><p>Hallo Welt.</p><p>Jetzt lesen</p></a>',
    ],
)
def test_an_honest_link_is_left_alone(link: str) -> None:
    assert cleaned(link).marked_links == 0


def test_marking_keeps_the_pictures_of_the_message() -> None:
    html = '<a href="https://b.example">www.a.example</a><img src="cid:bild@schule.example">'
    assert '<img src="/part/2">' in cleaned(html).html


def test_a_mark_is_cleaned_like_everything_else() -> None:
    assert (
        harms(cleaned('<a href="https://b.example\'><script>alert(1)</script>">www.a.example</a>').html) == []
    )


def test_no_word_of_code_is_left_as_text() -> None:
    assert cleaned("<style>p{}</style><script>x()</script><title>t</title><p>Text").html == "<p>Text</p>"


def test_html_with_half_characters_is_cleaned() -> None:
    assert "Text" in cleaned("\ud800<p>Text\x00").html


@pytest.mark.parametrize("text", ["a.", "a-", "a@", "1.", "http://", "\x00a."])
def test_hostile_link_texts_are_read_in_no_time(text: str) -> None:
    start = process_time()
    shown_target((text * 2000)[:2000], "https://evil.example")
    assert process_time() - start < 0.1
