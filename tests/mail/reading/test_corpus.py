"""Each message of the corpus gives what the file beside it says."""

import tomllib
from pathlib import Path

import pytest

from tests.mail.reading.stored import harms, stored
from webmail.mail.reading.opened import BodyKind

CORPUS = Path(__file__).parents[2] / "corpus"
MESSAGES = sorted(CORPUS.rglob("*.eml"))


def named(path: Path) -> str:
    return path.stem


def expected(path: Path) -> dict:
    return tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MESSAGES, ids=named)
def test_the_header_reads_as_the_corpus_says(path: Path) -> None:
    opened, says = stored(path.read_bytes()).opened(), expected(path)
    assert opened.subject == says.get("subject", opened.subject)
    assert opened.sender.full == says.get("sender", opened.sender.full)
    assert not [char for char in says.get("hides_subject", []) if char in opened.subject]


@pytest.mark.parametrize("path", MESSAGES, ids=named)
def test_the_body_shows_and_hides_what_the_corpus_says(path: Path) -> None:
    body, says = stored(path.read_bytes()).body(), expected(path)
    assert body.kind is BodyKind(says["kind"])
    assert [text for text in says.get("shows", []) if text not in body.html] == []
    assert [text for text in says.get("hides", []) if text in body.html] == []
    assert body.remote_images == says.get("remote_images", body.remote_images)
    assert body.warning == says.get("warning", body.warning)


@pytest.mark.parametrize("path", MESSAGES, ids=named)
def test_the_attachments_are_those_the_corpus_says(path: Path) -> None:
    attachments, says = stored(path.read_bytes()).opened().attachments, expected(path)
    names = [attachment.name for attachment in attachments]
    assert names == says.get("attachments", names)
    warnings = {attachment.name: attachment.warning for attachment in attachments}
    assert {name: warnings.get(name) for name in says.get("warnings", {})} == says.get("warnings", {})
    assert {attachment.media_type for attachment in attachments} <= set(
        says.get("served", warnings or [])
    ) | {attachment.media_type for attachment in attachments if "served" not in says}


@pytest.mark.parametrize("path", MESSAGES, ids=named)
@pytest.mark.parametrize("images", [False, True], ids=["without pictures", "with pictures"])
def test_no_html_of_the_corpus_can_act_or_load(path: Path, images: bool) -> None:
    body = stored(path.read_bytes()).body(images=images)
    assert body.kind is not BodyKind.HTML or harms(body.html, images=images) == []
