"""Every sentence for people is in both catalogues, whole, finished, and compiled."""

import ast
import io
import re
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from bs4 import NavigableString

from tests.house.source import PRODUCT, Module, module, modules, templates
from tests.house.test_templates import soup

LANGUAGES = ("de", "en")
CALLS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[a-z]")
FAMILIAR = re.compile(r"\b(du|dich|dir|dein\w*|euch|euer|eure\w*)\b", re.IGNORECASE)
# A block that fills a class attribute holds no words.
CLASS_BLOCK = re.compile(r"{%-? block \w*class -?%}.*?{%-? endblock.*?%}", re.DOTALL)
# Attributes that are read out or shown.
SPOKEN = ("alt", "title", "aria-label", "placeholder")
Sentence = str | tuple[str, ...]


def sentences(method: str, text: str) -> set[Sentence]:
    """What is marked for translation in a file."""
    found = extract(method, io.BytesIO(text.encode()), CALLS, options={"silent": "false"})
    return {tuple(said) if isinstance(said, tuple | list) else said for _, said, _, _ in found}


@cache
def all_sentences() -> frozenset[Sentence]:
    """Everything the product can say."""
    python = (sentences("python", of.text) for of in modules() if not of.name.startswith("webmail.demo"))
    jinja = (sentences("jinja2", text) for text in templates().values())
    return frozenset().union(*python, *jinja)


def po(language: str) -> Path:
    return PRODUCT / "translations" / language / "LC_MESSAGES" / "messages.po"


def catalogue(language: str) -> Catalog:
    with po(language).open("rb") as file:
        return read_po(file, locale=language)


def said_in(of: Catalog) -> dict[Sentence, Message]:
    return {message.id: message for message in of if message.id}


def entries(of: Catalog) -> list[tuple[object, object]]:
    """What a catalogue says, to be compared."""
    return sorted(((message.id, message.string) for message in of if message.id), key=repr)


def unfinished(of: Catalog, wanted: Set[Sentence]) -> list[str]:
    """What is missing, no longer said, uncertain, empty, or has lost a placeholder."""
    there = said_in(of)
    # gettext finds a plain sentence also as the singular of a counted one.
    singular = {said[0] for said in there if not isinstance(said, str)}
    found = [f"missing: {each!r}" for each in wanted - there.keys() - singular]
    found += [f"no longer said: {each!r}" for each in there.keys() - wanted]
    for said, message in there.items():
        found += [f"fuzzy: {said!r}"] if message.fuzzy else []
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        found += [f"empty: {said!r}" for form in forms if not form.strip()]
        found += [f"placeholders: {said!r}" for each in forms if not _same_placeholders(said, each)]
    return found


def _same_placeholders(said: Sentence, form: str) -> bool:
    source = set(PLACEHOLDER.findall(said if isinstance(said, str) else said[-1]))
    # One message may be called "one message" without its number.
    spare = {"num"} if not isinstance(said, str) else set()
    return set(PLACEHOLDER.findall(form)) | spare == source | spare


def bad_manners(of: Catalog) -> list[str]:
    """Translations that shout, or are familiar with people."""
    found = []
    for message in of:
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for form in forms if message.id else ():
            if "!" in form or (str(of.locale) == "de" and FAMILIAR.search(form)):
                found.append(form)
    return found


def unmarked(text: str) -> Iterator[str]:
    """Words in a template that no catalogue knows."""
    page = soup(CLASS_BLOCK.sub("", text))
    for piece in page.find_all(string=True):
        if type(piece) is NavigableString and piece.parent and piece.parent.name not in ("style", "script"):
            yield from _letters(str(piece))
    for tag in page.find_all(True):
        for name in SPOKEN:
            yield from _letters(str(tag.get(name, "")))


def _letters(text: str) -> list[str]:
    rest = re.sub(r"⟦.*?⟧", "", text)
    return [rest.strip()] if re.search(r"[^\W\d_]{2,}", rest) else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_complete(language: str) -> None:
    assert unfinished(catalogue(language), all_sentences()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    with po(language).with_suffix(".mo").open("rb") as file:
        assert entries(read_mo(file)) == entries(read_mo(compiled))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_shouted_at_or_treated_as_a_friend(language: str) -> None:
    assert bad_manners(catalogue(language)) == []


@pytest.mark.parametrize("name", templates())
def test_every_word_of_a_template_is_marked_for_translation(name: str) -> None:
    assert list(unmarked(templates()[name])) == []


def buried(of: Module) -> Iterator[str]:
    """Sentences inside an f-string, where nothing that collects them finds them."""
    for node in ast.walk(of.tree):
        if isinstance(node, ast.JoinedStr):
            calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
            if any(isinstance(each, ast.Name) and each.id in CALLS for each in calls):
                yield f"{of.path}:{node.lineno}"


def test_every_sentence_is_found_by_what_collects_them() -> None:
    assert [place for of in modules() for place in buried(of)] == []
    assert list(buried(module("x.py", "f\"{a} {_('Moved')}\""))) == ["x.py:1"]


def test_no_sentence_is_built_from_pieces() -> None:
    glued = [
        f"{of.path}:{number}"
        for of in modules()
        for number, line in enumerate(of.text.splitlines(), start=1)
        if re.search(r"\b_\(f[\"']|\b_\([^()]*\)\s*\+|\+\s*_\(|\b_\([^()]*\.format\(", line)
    ]
    assert glued == []


def written(*entries: tuple[Sentence, Sentence], **options: bool) -> Catalog:
    """A German catalogue with these entries."""
    made = Catalog(locale="de")
    for said, string in entries:
        made.add(said, string, flags=["fuzzy"] if options.get("fuzzy") else [])
    return made


@pytest.mark.parametrize(
    ("of", "wanted"),
    [
        (written(), {"Move"}),
        (written(("Move", "Verschieben")), set()),
        (written(("Move", "")), {"Move"}),
        (written(("Move", "Verschieben"), fuzzy=True), {"Move"}),
        (written(("Move %(count)s", "Verschieben")), {"Move %(count)s"}),
        (written(("Move %(count)s", "%(cuont)s verschieben")), {"Move %(count)s"}),
        (written((("%(num)s a", "%(num)s b"), ("eine", "viele"))), {("%(num)s a", "%(num)s b")} | {"x"}),
    ],
    ids=["missing", "no longer said", "empty", "fuzzy", "lost placeholder", "mistyped placeholder", "plural"],
)
def test_an_unfinished_catalogue_is_noticed(of: Catalog, wanted: Set[Sentence]) -> None:
    assert unfinished(of, wanted) != []


def test_a_finished_catalogue_is_left_alone() -> None:
    plural = ("%(num)s message", "%(num)s messages")
    of = written(("Move", "Verschieben"), (plural, ("Eine Nachricht", "%(num)s Nachrichten")))
    assert unfinished(of, {"Move", plural}) == []


def test_shouting_and_familiarity_are_noticed() -> None:
    assert bad_manners(written(("Sent.", "Gesendet!"))) == ["Gesendet!"]
    assert bad_manners(written(("Your mail", "Deine Post"))) == ["Deine Post"]


def test_marked_and_unmarked_words_are_told_apart() -> None:
    assert sentences("python", "_('a'), _l('b'), N_('c'), ngettext('d', 'e', 1)") == {
        "a",
        "b",
        "c",
        ("d", "e"),
    }
    assert sentences("jinja2", "{{ _('a') }}{{ ngettext('d', 'e', 1) }}") == {"a", ("d", "e")}
    assert list(unmarked("<p>Hallo</p>")) == ["Hallo"]
    assert list(unmarked('<img alt="Bild">')) == ["Bild"]
    assert list(unmarked("<p>{{ _('Hallo') }} · {{ x }}</p>")) == []
