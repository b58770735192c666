"""The text blocks of the school in the settings: as they will stand in a message."""

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.visitor import Visitor
from tests.web.desk import in_english
from webmail.config import Config

SHARED = """
[[block]]
name = "Hours"
subject = "Hours of {name}"
html = '''
<div><b>{name}</b></div><ul><li><span style="color:#a3262a">Tuesday</span></li></ul><script>evil()</script>
<img src="https://x.example/seen.gif" alt="Crest"><a href="javascript:evil()" onclick="evil()">here</a>
<div style="position:fixed" class="header">{class}</div>
'''

[[block]]
name = "Plain"
text = "Dear parents of {class}, <b>not bold</b>.\\n{name}"
"""


def test_they_are_shown_as_they_will_look(make_app: MakeApp, config: Config) -> None:
    (config.instance / "text_blocks.toml").write_text(SHARED, encoding="utf-8")
    anna = in_english(Visitor(make_app()).sign_in(ANNA)).open("/settings/blocks")
    formatted, plain = anna.page.select(".text__look")
    assert [each.get_text() for each in formatted.select("b")] == ["Anna Arnold"]
    assert [each.get_text() for each in formatted.select("ul > li > .colour-red")] == ["Tuesday"]
    assert "Subject: Hours of Anna Arnold" in anna.text
    assert "[Crest]" in formatted.get_text()
    assert "{class}" in formatted.get_text()
    inside = str(formatted)
    assert not [each for each in ("evil", "img", "href", "style=", "position", "header") if each in inside]
    assert plain.get_text() == "Dear parents of {class}, <b>not bold</b>.\nAnna Arnold"
