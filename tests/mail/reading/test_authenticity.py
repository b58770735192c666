"""Authentication-Results: our own server is believed, and nobody who writes in its name."""

from time import process_time

import pytest

from webmail.mail.reading.authenticity import Verdict, read_results, verdict_of

OURS = "mx.schule.example"
FAIL = f"{OURS}; dmarc=fail (p=reject) header.from=amt.example"
PASS = f"{OURS}; dmarc=pass header.from=amt.example"


def verdict(*results: str, authserv_id: str = OURS, domain: str = "amt.example") -> Verdict:
    return verdict_of(results, authserv_id=authserv_id, domain=domain)


@pytest.mark.parametrize(("field", "said"), [(FAIL, Verdict.FAIL), (PASS, Verdict.PASS)])
def test_our_own_server_is_believed(field: str, said: Verdict) -> None:
    assert verdict(field) is said


def test_any_other_server_says_nothing() -> None:
    assert verdict("mx.elsewhere.example; dmarc=pass header.from=amt.example") is Verdict.NONE


def test_without_a_configured_server_nobody_is_believed() -> None:
    assert verdict(PASS, authserv_id="") is Verdict.NONE


def test_only_the_topmost_field_of_our_server_about_dmarc_counts() -> None:
    assert verdict(FAIL, PASS) is Verdict.FAIL
    assert verdict(PASS, FAIL) is Verdict.PASS


def test_a_field_of_our_server_for_each_method_hides_nothing() -> None:
    assert verdict(f"{OURS}; spf=pass", FAIL) is Verdict.FAIL
    assert verdict(f"{OURS}; dkim=pass header.d=amt.example", f"{OURS}; spf=pass", PASS) is Verdict.PASS


def test_a_field_of_another_server_above_ours_hides_nothing() -> None:
    assert verdict("filter.example; none", FAIL) is Verdict.FAIL


def test_a_verdict_on_another_domain_is_none_on_this_one() -> None:
    assert verdict(f"{OURS}; dmarc=pass header.from=evil.example") is Verdict.NONE


def test_one_failure_among_several_results_is_a_failure() -> None:
    assert verdict(f"{OURS}; dmarc=pass header.from=amt.example; dmarc=fail header.from=amt.example") is (
        Verdict.FAIL
    )


@pytest.mark.parametrize(
    "field",
    [
        f"{OURS} (; dmarc=pass header.from=amt.example); none",
        f"{OURS} ((a) ; dmarc=pass ); spf=none",
        f'{OURS}; spf=fail reason="; dmarc=pass header.from=amt.example"',
        f'{OURS}; spf=fail reason="\\"; dmarc=pass"',
        f'"{OURS}"; dmarc=pass',
        f"({OURS}) evil.example; dmarc=pass",
        f"evil.example; x=({OURS}); dmarc=pass",
        f"{OURS}.evil.example; dmarc=pass",
        f"{OURS}; dmarc (=) = pass (",
        f"{OURS}; dmarc=",
        f"{OURS}; =pass",
        f"{OURS}; dmarc-x=pass",
        f"{OURS}; dmarc=passed",
        "",
        ";",
        "(" * 5000,
        '"' * 5001,
    ],
)
def test_no_forged_form_passes(field: str) -> None:
    assert verdict(field) is Verdict.NONE


def test_comments_and_versions_are_allowed_where_the_rfc_has_them() -> None:
    field = f"(own) {OURS} 1 ; dmarc/1 (ok) = fail (why) header.from (x) = amt.example"
    assert verdict(field) is Verdict.FAIL


def test_a_field_is_read_with_its_properties() -> None:
    name, (found,) = read_results("mx.example 1; dkim=pass header.d=schule.example header.s=one")
    assert (name, found.method, found.result) == ("mx.example", "dkim", "pass")
    assert found.properties == {"header.d": "schule.example", "header.s": "one"}


@pytest.mark.parametrize("piece", ["(", ")", '"', "\\", "a=", ";", 'x="', "(a"])
def test_a_hostile_field_is_read_fast(piece: str) -> None:
    began = process_time()
    read_results(piece * 8192)
    assert process_time() - began < 0.5
