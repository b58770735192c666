"""Plain text as HTML: lines, quotes, links."""

import pytest

from tests.mail.reading.stored import harms
from webmail.mail.reading.text import to_html, to_plain


def shown(text: str, *, flowed: bool = False, delsp: bool = False) -> str:
    return to_html(text, flowed=flowed, delsp=delsp)


def test_lines_stay_lines() -> None:
    assert shown("eins\r\nzwei\n\n  drei\n") == "eins\nzwei\n\n  drei"


def test_nothing_in_text_becomes_html() -> None:
    assert shown("<b>&amp; \"x\" 'y'</b>") == "&lt;b&gt;&amp;amp; \"x\" 'y'&lt;/b&gt;"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("ein \nSatz", "ein Satz"),
        ("ein\nSatz", "ein\nSatz"),
        (" >kein Zitat", "&gt;kein Zitat"),
        (" From hier", "From hier"),
        ("ein \n-- \nSignatur", 'ein <div class="signature">-- \nSignatur</div>'),
        ("a \n \nb", "a \nb"),
    ],
)
def test_flowed_lines_are_joined(text: str, lines: str) -> None:
    assert shown(text, flowed=True) == lines


def test_with_delsp_the_space_before_the_break_goes() -> None:
    assert shown("Donau \ndampf", flowed=True, delsp=True) == "Donaudampf"


def test_flowed_lines_of_another_depth_are_not_joined() -> None:
    assert "<blockquote>a <blockquote>b</blockquote></blockquote>" in shown("> a \n>> b", flowed=True)


def test_a_quote_at_the_end_is_folded() -> None:
    html = shown("Ja.\n\n> Frage\n>> Davor\n> Ende")
    assert html.startswith(
        'Ja.\n<details class="quote"><summary class="quote__mark">…</summary><blockquote>Frage'
    )
    assert "<blockquote>Davor</blockquote>Ende</blockquote></details>" in html


def test_a_short_quote_with_an_answer_below_stays_open() -> None:
    assert '<details class="quote" open>' in shown("> Frage\nAntwort")


def test_a_long_quote_is_folded_even_with_an_answer_below() -> None:
    assert '<details class="quote">' in shown("> Frage\n" * 9 + "Antwort")


def test_a_quote_before_the_signature_is_folded() -> None:
    assert '<details class="quote">' in shown("> Frage\n\n-- \nJana")


def test_the_words_on_the_fold_are_escaped() -> None:
    assert '<summary class="quote__mark">&lt;b&gt;</summary>' in to_html(
        "> x", flowed=False, delsp=False, quoted_label="<b>"
    )


def test_marks_without_end_nest_only_ten_deep() -> None:
    assert shown(">" * 5000 + " x").count("<blockquote>") == 10


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("siehe https://a.example/b?c=1&d=2.", "https://a.example/b?c=1&amp;d=2"),
        ("<https://a.example/>", "https://a.example/"),
        ("(http://a.example/b)", "http://a.example/b"),
        ("www.a.example", "http://www.a.example"),
        ("an jana.vogel@schule.example schreiben", "mailto:jana.vogel@schule.example"),
        ("https://www.schule.example:8443/x_(y)", "https://www.schule.example:8443/x_(y)"),
    ],
)
def test_an_address_in_text_becomes_a_link(text: str, address: str) -> None:
    html = shown(text)
    assert f'<a href="{address}" rel="noopener noreferrer" target="_blank">' in html


@pytest.mark.parametrize(
    "text",
    [
        *(
            "javascript:alert(1)",
            "liesmich.md",
            "z.B.",
            "schule.example",
            "vbscript:x://y",
            "ftp://a.example/",
        ),
        *(
            "data:text/html,x@y",
            "file:///etc/passwd",
            "://",
            "@",
            "www.",
            "a@b",
            "x" * 2000 + " https://a.example",
        ),
    ],
)
def test_other_words_become_no_link(text: str) -> None:
    assert "<a " not in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        'https://a.example/"onmouseover="alert(1)',
        "https://a.example/'onmouseover='alert(1)",
        "https://a.example/<script>alert(1)</script>",
        '<a href="javascript:alert(1)">https://a.example</a>',
        '"><img src=x onerror=alert(1)>@a.example',
        "&lt;script&gt;https://a.example&lt;/script&gt;",
        "https://a.example/&quot;onclick=&quot;x",
        "https://javascript:alert(1)@a.example/",
        "mailto:a@b.example?body=<script>",
    ],
)
def test_an_attack_in_text_stays_text(text: str) -> None:
    html = shown(text).replace(' target="_blank"', "")
    assert harms(html) == []
    assert "<script" not in html


def test_direction_overrides_and_controls_do_not_reach_the_page() -> None:
    assert shown("a\u202eb\u2066c\x07d\x1be") == "abc\ufffdd\ufffde"


PIECES = (
    "www.",
    "a@",
    "http://",
    "a@b.example\n",
    "a.",
    "&",
    ">",
    "> ",
    ">\n",
    ">a\nb\n",
    "a \n",
    "-- \n",
    "(",
    "\x01",
)


@pytest.mark.parametrize("piece", PIECES)
def test_a_megabyte_of_anything_is_shown_at_once(piece: str, quickly: None) -> None:
    assert shown(piece * (1_000_000 // len(piece)), flowed=True, delsp=True)


@pytest.mark.parametrize("piece", ["+", "a-", "a.", "(", "%", "//", ":", "@", "a@", "www.", "?&"])
@pytest.mark.parametrize("start", ["", "http://", "x@", "www."])
def test_lines_made_for_the_linkifier_are_shown_at_once(start: str, piece: str, quickly: None) -> None:
    assert shown(("@" + start + piece * (900 // len(piece)) + "\n") * 30)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Eins</p><p>Zwei<br>Drei</p>", "Eins\n\nZwei\nDrei"),
        ("<style>p{}</style><title>t</title><script>1<2</script>Wort", "Wort"),
        ("a<!-- <b>x</b> -->b", "ab"),
        ("a < b &amp; c &lt;d&gt;", "a < b & c <d>"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<b>fett</b>er", "fetter"),
        ("eine\nZeile", "eine\nZeile"),
        ("&#99999999999999999999;", "\ufffd"),
        ("<p", ""),
        ("", ""),
    ],
)
def test_html_gives_its_words(html: str, text: str) -> None:
    assert to_plain(html) == text
