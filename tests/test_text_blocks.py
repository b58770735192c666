"""text_blocks.toml: what it may hold, and that a mistake stops the start in its own words."""

from pathlib import Path

import pytest

from webmail.config import ConfigError, SharedBlock, read_shared_blocks

GOOD = '''
[[block]]
name = "Elternabend"
subject = "Einladung"
template = true
text = """
Liebe Eltern der {klasse},

herzlich
"""

[[block]]
name = "Krankmeldung"
text = "Vielen Dank."
school = "Goethe-Gymnasium"
'''


def written(folder: Path, text: str) -> Path:
    (folder / "text_blocks.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_shared_blocks(tmp_path) == ()


def test_blocks_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    first, second = read_shared_blocks(written(tmp_path, GOOD))
    assert first == SharedBlock("Elternabend", "Liebe Eltern der {klasse},\n\nherzlich", "Einladung", True)
    assert (first.is_for(None), first.is_for("Andere")) == (True, True)
    assert [second.is_for(each) for each in ("goethe-gymnasium ", "Andere", "", None)] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[block]]\nname = 'A'", "block 1, text: is missing"),
        ("[[block]]\ntext = 'A'", "block 1, name: is missing"),
        ("[[block]]\nname = 'A'\ntext = ' '", "block 1, text: is missing"),
        ("[[block]]\nnmae = 'A'", "unknown key 'nmae'; known are html, name, school, subject, template"),
        ("[[blocks]]\nname = 'A'", "unknown key 'blocks'"),
        ("block = 'A'", "begins with"),
        ("[[block]]\nname = 5\ntext = 'A'", "block 1, name: expects a text"),
        ("[[block]]\nname = 'A'\ntext = 'A'\ntemplate = 'yes'", "true or false"),
        ('[[block]]\nname = "A"\ntext = "A"\nsubject = "a\\nBcc: x"', "subject: expects one line"),
        ('[[block]]\nname = "A"\ntext = "A\\u0000"', "control characters"),
        ("[[block]", "text_blocks.toml: "),
        (f"[[block]]\nname = '{'x' * 61}'\ntext = 'A'", "at most 60"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as found:
        read_shared_blocks(written(tmp_path, text))
    assert complaint in str(found.value)
    assert "text_blocks.toml" in str(found.value)


def test_the_example_in_the_documentation_is_accepted(tmp_path: Path) -> None:
    example = Path("instance/text_blocks.example.toml").read_text(encoding="utf-8")
    assert len(read_shared_blocks(written(tmp_path, example))) == 3
