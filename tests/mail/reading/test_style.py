"""Only harmless properties with harmless values are left of a style."""

import pytest

from webmail.mail.reading import style as module
from webmail.mail.reading.style import clean_style


@pytest.mark.parametrize(
    ("style", "cleaned"),
    [
        ("color:#333;padding:4px 8px", "color:#333;padding:4px 8px"),
        (" COLOR : Red ; ", "color:red"),
        ("color:red !important", "color:red"),
        ("font-family:'Helvetica Neue',Arial", "font-family:'Helvetica Neue', arial"),
        ("background:#fff url(http://x/) no-repeat", "background-color:#fff"),
        ("background: none", ""),
        ("background:no-repeat left top", ""),
        ("color:rgb(1, 2, 3)", "color:rgb(1, 2, 3)"),
        ("color:rgba(1,2,3,.5)", "color:rgba(1,2,3,.5)"),
        ("color:hsl(120deg 50% 50%)", "color:hsl(120deg 50% 50%)"),
        ("font:italic bold 12px/1.5 Arial", "font:italic bold 12px / 1.5 arial"),
        ("border:1px solid #ccc;border-radius:4px", "border:1px solid #ccc;border-radius:4px"),
        ("color:/* x */red", "color:red"),
        ("display:none", "display:none"),
        ("list-style:square inside", "list-style:square inside"),
    ],
)
def test_what_a_newsletter_needs_stays(style: str, cleaned: str) -> None:
    assert clean_style(style) == cleaned


@pytest.mark.parametrize(
    "style",
    [
        *("position:fixed", "position:absolute;top:0;left:0", "z-index:9", "transform:scale(9)", "opacity:0"),
        *("background-image:url(x)", "list-style:url(x)", "list-style-image:url(x)", "cursor:url(x),auto"),
        *(
            "content:'x'",
            "behavior:url(x)",
            "-moz-binding:url(x)",
            "filter:url(#x)",
            "src:url(x)",
            "animation:x 1s",
        ),
        *("width:expression(alert(1))", "width:calc(1px)", "color:var(--x)", "--x:red", "color:attr(data-x)"),
        *("color:env(x)", "width:min(1px,2px)", "background:image-set('x' 1x)", "color:u\\72l(x)"),
        *("margin:-1px", "margin-left:-100%", "text-indent:-9999px", "letter-spacing:-50px"),
        *("width:99999px", "height:3000px", "width:9999999999999em", "font-size:5000px", "padding:1e9px"),
        *(
            "width:101%",
            "width:500vw",
            "height:100vh",
            "margin:NaNpx",
            "color:red;}",
            "color:red{",
            "@import 'x'",
        ),
        *(
            "display:flex",
            "display:contents",
            "float:var(--x)",
            "all:unset",
            "color",
            ":",
            ";;",
            "color:",
            "\\",
        ),
        *(
            "font-family:'x;}</style>'",
            "font-family:url(x)",
            "font-family:'\\27'",
            "color:url()red",
            "color:'red'",
        ),
    ],
)
def test_what_could_load_or_cover_goes(style: str) -> None:
    left = clean_style(style)
    assert left in ("", "color:red")


def test_a_harmful_declaration_does_not_take_the_others_along() -> None:
    assert clean_style("color:red;position:fixed;padding:1px;width:expression(1)") == "color:red;padding:1px"


def test_both_ways_of_reading_agree() -> None:
    plain = "color:#abc;padding:0 4px;font-family:Arial,'Times New',serif;border:1px solid red;margin:0 auto"
    assert module._PLAIN.fullmatch(plain)
    assert clean_style(plain) == clean_style(plain + "/**/")


def test_a_style_of_unusual_length_is_dropped() -> None:
    assert clean_style("color:red;" * 410) == ""


@pytest.mark.parametrize("bracket", "([{")
def test_a_style_of_nothing_but_brackets_is_dropped_before_it_is_parsed(bracket: str) -> None:
    assert clean_style("color:red;" + "width:calc(1px);" * 60) == "color:red"
    assert clean_style("color:red;" + bracket * 600) == ""


def test_what_is_kept_in_memory_has_an_end() -> None:
    for number in range(6000):
        clean_style(f"width:{number % 2000}px;height:{number}px")
    kept = module._kept.cache_info()
    assert kept.currsize <= kept.maxsize == 4096


PIECES = ("a", "'", '"', "(", "rgb(", "/*", "\\", "a:b;", "a,", "1.", " ", "#", "!", "{", "[(")


@pytest.mark.parametrize("piece", PIECES)
def test_no_style_is_slow(piece: str, quickly: None) -> None:
    for number in range(40):
        clean_style(f"font:{piece * (4000 // len(piece))}{number}")
