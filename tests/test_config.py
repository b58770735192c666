"""The settings: what is read, and how a mistake stops the start."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from webmail.config import SECTIONS, Config, ConfigError, load
from webmail.policy import REGISTRY, Feature

EXAMPLE = Path(__file__).parent.parent / "instance" / "config.example.toml"


def read(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    return str(caught.value)


def test_a_missing_file_means_all_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "config.toml") == Config(instance=tmp_path)


def test_the_example_holds_every_key_with_its_default() -> None:
    example = load(EXAMPLE)
    text = EXAMPLE.read_text(encoding="utf-8")
    for name, kind in SECTIONS.items():
        assert getattr(example, name) == kind(), name
        for entry in fields(kind):
            assert f"\n{entry.name} = " in text, f"{name}.{entry.name} is not in the example"
    assert example.features == {feature: entry.default for feature, entry in REGISTRY.items()}


def test_values_arrive_in_their_types(tmp_path: Path) -> None:
    config = read(tmp_path, '[service]\ndomains = ["Schule.Example"]\n[store]\nread_seconds = 2\n')
    assert config.service.domains == ("schule.example",)
    assert config.store.read_seconds == 2.0
    assert isinstance(config.store.read_seconds, float)


def test_settings_cannot_be_changed_later(tmp_path: Path) -> None:
    config = read(tmp_path, "")
    with pytest.raises(FrozenInstanceError):
        config.server.proxies = 2  # type: ignore[misc]


def test_an_unknown_key_names_line_key_and_nearest_name(tmp_path: Path) -> None:
    text = complaint(tmp_path, "[server]\n# a word\nprxies = 1\n")
    assert "config.toml, line 3, server.prxies" in text
    assert "'proxies'" in text


def test_an_unknown_section_names_the_nearest(tmp_path: Path) -> None:
    assert "line 2, stor: unknown key; did you mean 'store'" in complaint(tmp_path, "\n[stor]\nport = 1\n")


def test_an_unknown_feature_names_the_nearest(tmp_path: Path) -> None:
    text = complaint(tmp_path, "[features]\nremote_image = false\n")
    assert "line 2, features.remote_image" in text
    assert "'remote_images'" in text


def test_the_same_key_in_another_section_does_not_confuse_the_line(tmp_path: Path) -> None:
    text = complaint(tmp_path, '[service]\nname = "x"\n[store]\nname = "y"\n')
    assert "line 4, store.name" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[server]\nproxies = "1"\n', "expects a whole number"),
        ("[server]\nproxies = true\n", "expects a whole number"),
        ("[live]\npoll_seconds = 1\n", "must be at least 5"),
        ('[live]\nnotifications = "with_subject"\n', "did you mean 'with_sender'?"),
        ("[server]\nproxies = -1\n", "must not be negative"),
        ("[service]\nname = 1\n", "expects a text in quotes"),
        ('[service]\ndomains = "a.example"\n', "expects a list of texts"),
        ('[store]\ntls = "start_tls"\n', "did you mean 'starttls'"),
        ("[store]\nport = 70000\n", "between 1 and 65535"),
        ("[store]\nread_seconds = 0\n", "must be above 0"),
        ("[submission]\nport = 0\n", "between 1 and 65535"),
        ("[submission]\nconnect_seconds = 0\n", "must be above 0"),
        ("[submission]\ndata_seconds = 0.0\n", "must be above 0"),
        ('[submission]\ntls = "start"\n', "did you mean 'starttls'"),
        ("[submission]\nattachments_mb = 0\n", "must be at least 1"),
        ("[submission]\nattachments_mb = 2.5\n", "expects a whole number"),
        ("[submission]\nrecipients = 0\n", "must be at least 1"),
        ("[submission]\nhold_seconds = 61\n", "from 0 to 60"),
        ("[submission]\nretry_minutes = 2881\n", "from 0 to 2880"),
        ('[service]\nschool_holidays = ["2026-12-21/gestern"]\n', "expects days"),
        ('[submission]\nrefused_types = [".exe"]\n', "without the dot"),
        ('[directory]\nurl = "https://ldap.example"\nbase = "x"\n', "such as 'ldaps://ldap.example'"),
        ('[directory]\nurl = "ldaps://ldap.example/ou=x"\nbase = "x"\n', "such as 'ldaps://ldap.example'"),
        ('[directory]\nurl = "ldaps://ldap.example"\n', "is missing, for example 'ou=staff"),
        ('[directory]\nurl = "ldap://ldap.example"\nstart_tls = false\n', "names cross the network"),
        ('[directory]\nurl = "ldaps://a.example"\nbase = "x"\nfilter = "mail=*"\n', "in brackets"),
        ('[directory]\nurl = "ldaps://a.example"\nbase = "x"\nname_attribute = "c n"\n', "attribute"),
        ("[directory]\nevery_minutes = 1\n", "must be at least 5"),
        ("[directory]\nread_seconds = 0\n", "must be above 0"),
        ("[features]\nundo = 1\n", "expects true or false"),
        ('[mail]\nauthserv_id = "mx.schule.example; none"\n', "Authentication-Results"),
        ('[mail]\nphishing_address = "melden@schule.example,x@y.example"\n', "expects one address"),
        ('[mail]\nphishing_address = "mel den@schule.example"\n', "expects one address"),
        ("features = 3\n", "this is a section"),
        ('[service]\ntime_zone = "Europe/Erfurt"\n', "is not a time zone"),
        ("[sign_in]\nidle_minutes = 0\n", "must be at least 1"),
        ("[sign_in]\nidle_minutes = 900\n", "longer than absolute_hours"),
    ],
)
def test_a_wrong_value_stops_the_start_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    said = complaint(tmp_path, text)
    assert words in said
    assert "line " in said


@pytest.mark.parametrize("section", ["store", "submission"])
def test_an_authority_without_encryption_is_a_mistake(tmp_path: Path, section: str) -> None:
    text = complaint(tmp_path, f'[{section}]\nca_file = "ours.pem"\n')
    assert f"line 2, {section}.ca_file" in text
    assert read(tmp_path, f'[{section}]\nca_file = "ours.pem"\ntls = "starttls"\n')


def test_the_limit_of_attachments_is_known_in_octets(tmp_path: Path) -> None:
    assert read(tmp_path, "[submission]\nattachments_mb = 2\n").submission.attachments_octets == 2097152


def test_only_on_this_machine_a_directory_is_read_in_the_clear(tmp_path: Path) -> None:
    text = '[directory]\nurl = "ldap://127.0.0.1:3890"\nstart_tls = false\nbase = "x"\n'
    assert read(tmp_path, text).directory.url == "ldap://127.0.0.1:3890"


def test_messages_may_go_out_at_once(tmp_path: Path) -> None:
    assert read(tmp_path, "[submission]\nhold_seconds = 0\n").submission.hold_seconds == 0


def test_broken_toml_names_file_and_line(tmp_path: Path) -> None:
    assert "line 2" in complaint(tmp_path, "[server]\nurl = \n")


@pytest.mark.parametrize("form", ["service", "oauthbearer"])
def test_the_form_and_another_credential_form_exclude_each_other(tmp_path: Path, form: str) -> None:
    text = complaint(tmp_path, f'[sign_in]\ncredentials = "{form}"\n')
    assert "line 2, sign_in.credentials" in text


def test_password_without_the_form_is_refused(tmp_path: Path) -> None:
    assert "sign_in.form" in complaint(tmp_path, "[sign_in]\nform = false\n")


@pytest.mark.parametrize("domains", ["[]", '["a.example", "b.example"]'])
def test_a_local_part_names_one_person_only_within_one_domain(tmp_path: Path, domains: str) -> None:
    text = complaint(tmp_path, f'[service]\ndomains = {domains}\n[store]\nlogin = "local_part"\n')
    assert "line 4, store.login" in text


def test_http_is_for_this_machine_only(tmp_path: Path) -> None:
    assert "write https" in complaint(tmp_path, '[server]\nurl = "http://mail.example/"\n')
    assert read(tmp_path, '[server]\nurl = "https://mail.example/"\n').server.https


def test_every_feature_of_the_registry_can_be_switched(tmp_path: Path) -> None:
    lines = "\n".join(f"{feature.value} = false" for feature in Feature)
    assert read(tmp_path, f"[features]\n{lines}\n").features == dict.fromkeys(Feature, False)


def test_a_domain_is_official_or_a_private_provider_and_not_both(tmp_path: Path) -> None:
    text = complaint(
        tmp_path, '[service]\ndomains = ["a.example"]\n[mail]\nprivate_providers = ["a.example"]\n'
    )
    assert "line 4, mail.private_providers: 'a.example' is an official domain too" in text
    assert "is no domain" in complaint(tmp_path, '[mail]\nprivate_providers = ["GMX"]\n')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[guards]\nforward = "refused"\n',
            "guards.forward: 'refused' is not a choice; did you mean 'refuse'",
        ),
        (
            '[guards]\nforward_paragraph = "DA 4"\n',
            "line 2, guards.forward_paragraph: needs forward_sentence",
        ),
        ('[guards]\nattachment_words = ["x"]\n', "line 2, guards.attachment_words: 'x': a word"),
        ("[guards]\nvisible_external = -1\n", "line 2, guards.visible_external: must not be negative"),
        ("sensitive = 1\n", "sensitive: these are sections"),
        ("[sensitive.ibann]\non = false\n", "line 1, sensitive.ibann.label: is missing; only diagnosis"),
        ('[sensitive.own]\nlabel = "L"\npatterns = ["abc"]\n', "line 1, sensitive.own.rule: is missing"),
        (
            "[sensitive.iban]\n\npattern = []\n",
            "line 3, sensitive.iban.pattern: unknown key; did you mean 'patterns'",
        ),
        ('[sensitive.iban]\npatterns = ["(a+)+$"]\n', "line 2, sensitive.iban.patterns: '(a+)+$' may"),
        ('[sensitive.iban]\npatterns = ["a*"]\n', "'a*' would be found everywhere"),
        ('[sensitive.iban]\npatterns = ["abc**"]\n', "'abc**' has too many '*'"),
        ('[sensitive.iban]\npatterns = ["a*b*c*d*abc"]\n', "has too many '*'"),
        (f'[sensitive.iban]\npatterns = ["{"a" * 81}"]\n', "has more than 80 characters"),
        ('[sensitive."Ä"]\non = false\n', "a name is of small letters"),
    ],
)
def test_a_mistake_in_the_guards_names_its_line(tmp_path: Path, text: str, said: str) -> None:
    assert said in complaint(tmp_path, text)


def test_a_section_changes_one_sensitive_matter(tmp_path: Path) -> None:
    config = read(tmp_path, '[sensitive.iban]\non = false\n[sensitive.diagnosis]\nchannel = "Persönlich."\n')
    assert (config.sensitive["iban"].on, config.sensitive["diagnosis"].channel) == (False, "Persönlich.")
