"""Look-alikes: what is taken for an official domain at a glance is named, ordinary mail is left alone."""

import pytest

from webmail.mail.reading.lookalike import has_hidden, marked, mixes_scripts, resembles

OFFICIAL = ("schule.example", "bildung.land.example")


@pytest.mark.parametrize(
    "domain",
    [
        "schu1e.example",
        "schuie.example",
        "schule.exarnple",
        "schule-example.com",
        "schuleexample.com",
        "schule.example.login.test",
        "mail.schulle.example",
        "shcule.example",
        "schul.example",
        "schulé.example",
        "sсhule.example",
        "xn--shule-1ye.example",
        "bi1dung.land.example",
        "bildung-land.example",
        "bildung.land.com",
    ],
)
def test_what_looks_official_is_named(domain: str) -> None:
    assert resembles(domain, OFFICIAL) in OFFICIAL


@pytest.mark.parametrize(
    "domain",
    [
        "schule.example",
        "mail.schule.example",
        "bildung.land.example",
        "land.example",
        "verlag.example",
        "hochschule.test",
        "gmail.com",
        "schulbuch.example",
        "",
        ".",
        "xn--" + "a" * 300,
    ],
)
def test_what_is_official_or_ordinary_is_not(domain: str) -> None:
    assert resembles(domain, OFFICIAL) is None


def test_a_short_domain_is_like_its_exact_copy_only() -> None:
    assert resembles("xy.de", ("bw.de",)) is None
    assert resembles("bvv.de", ("bw.de",)) == "bw.de"


@pytest.mark.parametrize("domain", ["pаypal.example", "xn--pypal-4ve.example"])
def test_mixed_scripts_are_seen_in_either_form(domain: str) -> None:
    assert mixes_scripts(domain)


@pytest.mark.parametrize("domain", ["müller.example", "xn--mller-kva.example", "почта.рф", "a1-b.example"])
def test_one_script_is_no_mixture(domain: str) -> None:
    assert not mixes_scripts(domain)


@pytest.mark.parametrize(
    "text", ["gnp.\u202eexe", "Sch\u200bule", "a\u2066b", "Frau\u00adMeier", "An\u200dna", "\U000e0041"]
)
def test_what_nobody_sees_is_marked(text: str) -> None:
    assert has_hidden(text)
    assert "\ufffd" in marked(text)


@pytest.mark.parametrize("text", ["Elternabend", "Größe", "👩\u200d🏫 Lehrerin", "می\u200cخواهم", "❤\ufe0f"])
def test_what_other_scripts_and_pictures_need_is_left(text: str) -> None:
    assert not has_hidden(text)
    assert marked(text) == text
