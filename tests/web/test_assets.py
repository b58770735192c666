"""Static files: kept for ever below the address of their release, asked for again below any other."""

import re
from pathlib import Path

import pytest

from tests.visitor import Visitor
from webmail.web import assets

KEPT = "public, max-age=31536000, immutable"


def kept(visitor: Visitor, path: str) -> str | None:
    with visitor.client.get(path) as answer:
        assert answer.status_code == 200
        return answer.headers["Cache-Control"]


def address_of(visitor: Visitor, name: str) -> str:
    """Where the start page says that this file lies."""
    found = re.search(rf'"(/static/[^"]*{re.escape(name)})"', str(visitor.open("/session/").page))
    assert found
    return found[1]


def test_what_a_page_names_is_kept(visitor: Visitor) -> None:
    assert kept(visitor, address_of(visitor, "css/base.css")) == KEPT


def test_a_module_that_another_one_names_is_kept_too(visitor: Visitor) -> None:
    beside = address_of(visitor, "js/start.js").replace("start.js", "menu.js")
    assert kept(visitor, beside) == KEPT


@pytest.mark.parametrize("path", ["/static/css/base.css", "/static/000000000000/css/base.css"])
def test_without_its_release_it_is_there_and_asked_for_again(visitor: Visitor, path: str) -> None:
    assert kept(visitor, path) == "no-cache"


@pytest.mark.parametrize("path", ["css/nothing.css", "../web/assets.py", "..%2fweb/assets.py", ""])
def test_that_something_is_not_there_is_never_kept(visitor: Visitor, path: str) -> None:
    answer = visitor.client.get(f"/static/{assets.release()}/{path}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_another_content_is_another_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    (tmp_path / "a.css").write_text("a {}")
    releases = [assets.release.__wrapped__()]
    (tmp_path / "a.css").write_text("b {}")
    releases.append(assets.release.__wrapped__())
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    releases.append(assets.release.__wrapped__())
    assert len(set(releases)) == 3
