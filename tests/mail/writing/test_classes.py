"""What a recipient is to the sender, and which domain was probably meant."""

from collections.abc import Collection, Mapping
from time import process_time

import pytest

from webmail.mail.writing.classes import Classes, RecipientClass

OWN, OFFICIAL, EXTERNAL, PRIVATE = RecipientClass
SCHOOLS = {
    "anna@schule.example": "Goetheschule",
    "boris@schule.example": "Goetheschule",
    "carla@schule.example": "Herderschule",
    "dario@schule.example": "",
    "fremd@gmx.de": "Goetheschule",
}


def known(addresses: Collection[str]) -> Mapping[str, str]:
    return {each: SCHOOLS[each] for each in addresses if each in SCHOOLS}


def classes(**changed: object) -> Classes:
    given = {"official": ("schule.example", "ministerium.example"), "schools": known, **changed}
    return Classes("anna@schule.example", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spec", "kind"),
    [
        ("boris@schule.example", OWN),
        ("Boris@Schule.Example", OWN),
        ("anna@schule.example", OWN),
        ("carla@schule.example", OFFICIAL),
        ("dario@schule.example", OFFICIAL),
        ("nobody@schule.example", OFFICIAL),
        ("rat@ministerium.example", OFFICIAL),
        ("rat@bildung.ministerium.example", OFFICIAL),
        ("rat@ministerium.example.", OFFICIAL),
        ("rat@ministerium.example.net", EXTERNAL),
        ("rat@ministerium-example.net", EXTERNAL),
        ("x@notschule.example", EXTERNAL),
        ("eltern@gmx.de", PRIVATE),
        ("eltern@GMX.DE", PRIVATE),
        ("eltern@students.gmx.net", PRIVATE),
        ("eltern@ｇｍａｉｌ.com", PRIVATE),
        ('"boris@schule.example"@web.de', PRIVATE),
        ("boris%schule.example@t-online.de", PRIVATE),
        ("fremd@gmx.de", PRIVATE),
        ("verlag@verlag.example", EXTERNAL),
        ("x@schulé.example", EXTERNAL),
        ("x@[192.0.2.1]", EXTERNAL),
        ("zoë@schule.example", OFFICIAL),
        ("nothing", EXTERNAL),
        ("", EXTERNAL),
    ],
)
def test_an_address_has_one_class(spec: str, kind: RecipientClass) -> None:
    assert classes().of([spec]) == {spec: kind}
    assert classes().is_outside(spec) is kind.is_outside


def test_without_a_school_of_ones_own_nobody_is_of_it() -> None:
    nobody_knows = classes(schools=lambda _addresses: {"anna@schule.example": "", "boris@schule.example": ""})
    assert nobody_knows.of(["boris@schule.example"]) == {"boris@schule.example": OFFICIAL}


def test_where_no_domain_is_official_that_of_the_sender_is() -> None:
    found = classes(official=()).of(["carla@schule.example", "rat@ministerium.example"])
    assert list(found.values()) == [OFFICIAL, EXTERNAL]


def test_an_installation_names_more_providers() -> None:
    assert classes(providers=("stadtnetz.example",)).of(["a@stadtnetz.example"]) == {
        "a@stadtnetz.example": PRIVATE
    }


def test_an_official_domain_stays_so_below_a_provider() -> None:
    assert classes(official=("schule.gmx.de",)).of(["a@schule.gmx.de", "b@gmx.de"]) == {
        "a@schule.gmx.de": OFFICIAL,
        "b@gmx.de": PRIVATE,
    }


def test_schools_are_asked_once_for_all_and_never_for_strangers() -> None:
    asked: list[set[str]] = []

    def ask(addresses: Collection[str]) -> Mapping[str, str]:
        asked.append(set(addresses))
        return known(addresses)

    of = classes(schools=ask).of
    of(["boris@schule.example", "carla@schule.example", "eltern@gmx.de"])
    assert asked == [{"anna@schule.example", "boris@schule.example", "carla@schule.example"}]
    of(["eltern@gmx.de"])
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("spec", "meant"),
    [
        ("a@gmial.com", "a@gmail.com"),
        ("a@gmail.con", "a@gmail.com"),
        ("a@gmai.com", "a@gmail.com"),
        ("a@Gmaill.com", "a@gmail.com"),
        ("a@gxm.de", "a@gmx.de"),
        ("a@wbe.de", "a@web.de"),
        ("a@webb.de", "a@web.de"),
        ("a@t-onlin.de", "a@t-online.de"),
        ("a@tonlin.de", "a@t-online.de"),
        ("a@hotmial.con", "a@hotmail.com"),
        ("a@schuel.example", "a@schule.example"),
        ("a@minsterum.example", "a@ministerium.example"),
        ("a@gmail.com", None),
        ("a@googlemail.com", None),
        ("a@gmx.net", None),
        ("a@mail.de", None),
        ("a@schule.example", None),
        ("a@x.schule.example", None),
        ("a@students.gmx.de", None),
        ("a@verlag.example", None),
        ("a@ard.de", None),
        ("a@gnu.org", None),
        ("@gmial.com", None),
        ("gmial.com", None),
        ("", None),
        ("a@" + "m" * 5000, None),
    ],
)
def test_a_slip_in_a_known_domain_is_questioned(spec: str, meant: str | None) -> None:
    assert classes().meant(spec) == meant


def test_two_thousand_addresses_of_as_many_domains_take_no_time() -> None:
    specs = [f"person{at}@gmal{at:04}.example" for at in range(1000)]
    specs += [f"person{at}@gmx.de" for at in range(500)] + [f"person{at}@schule.example" for at in range(500)]
    seen = classes(schools=lambda _addresses: {})
    started = process_time()
    assert len(seen.of(specs)) == 2000
    assert [seen.meant(spec) for spec in specs].count(None) == 2000
    assert process_time() - started <= 0.06
