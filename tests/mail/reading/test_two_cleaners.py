"""What our cleaner lets through another one, with a parser of its own, lets through unchanged."""

from pathlib import Path

import bleach
import pytest

from tests.mail.reading.stored import KEPT_ATTRIBUTES, stored
from tests.mail.reading.test_corpus import MESSAGES
from webmail.mail.reading.html import _TAGS, clean
from webmail.mail.reading.opened import BodyKind

CASES = [
    "<table><tr><td>x<table><td>y</table></table>",
    "<b><i>x</b>y</i>",
    "<p><b>x<p>y",
    "<a href='https://a.example'>x<a href='https://b.example'>y</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></math>x",
    "<svg><desc><p>x</p></desc></svg>y",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<p title='&lt;/p&gt;&lt;script&gt;'>x",
    "<p title='--><script>alert(1)</script>'>x<!-- --!><img src=x onerror=alert(1)> -->",
    "<li><ul><dd><dt>x</ul>y",
    "<pre>\n\nx</pre>",
    "<xmp><p>x</xmp><listing>y</listing><plaintext>z",
    "<h1><h2>x</h1>y</h2>",
    "<img alt='`onerror=alert(1)//' title='\"><script>'>",
    "<td>x</td><caption>y</caption>",
]


def agreed(html: str) -> bool:
    """Parsed again and written again by the other cleaner it is the same document."""
    allowed = {"*": KEPT_ATTRIBUTES.split()}
    schemes = {"http", "https", "mailto", "tel", "data"}
    again = bleach.clean(html, tags=_TAGS, attributes=allowed, protocols=schemes, css_sanitizer=_AsItIs())
    return clean(again, images=True, part_url={}.get).html == clean(html, images=True, part_url={}.get).html


class _AsItIs:
    def sanitize_css(self, style: str) -> str:
        return style


@pytest.mark.parametrize("case", CASES)
def test_both_cleaners_see_the_same_in_what_is_left(case: str) -> None:
    assert agreed(clean(case, images=False, part_url={}.get).html)


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_both_cleaners_see_the_same_in_the_corpus(path: Path) -> None:
    body = stored(path.read_bytes()).body()
    assert body.kind is not BodyKind.HTML or agreed(body.html)
