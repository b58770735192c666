"""The ways in which a sign-out is known to fail, one row each, and the tests that would notice it here."""

import ast
from functools import cache

import pytest

from tests.house.source import ROOT

DOOR, BROWSER, WEB = "tests/door", "tests/browser/door", "tests/web"
# The number of the row, what fails there in a few words, and who looks at it.
ROWS = {
    "1 stale cookie": f"{DOOR}/test_healing.py::test_an_unknown_cookie_is_a_strangers_and_is_dropped",
    "2 silent return": f"{DOOR}/test_no_return.py::test_without_our_cookie_the_portals_echo_opens_nothing",
    "2 marker": f"{DOOR}/test_no_return.py::test_the_next_begin_asks_for_a_new_proof",
    "3 sign-out as target": f"{DOOR}/test_coming.py::test_only_own_pages_are_opened_afterwards",
    "4 hint missing": f"{DOOR}/test_chain.py::test_signing_out_without_any_cookie_leads_to_the_portal_without_a_hint",
    "4 hint kept": f"{DOOR}/test_chain.py::test_signing_out_with_a_dead_session_still_ends_the_portals",
    "5 no way back": f"{DOOR}/test_chain.py::test_whoever_comes_back_without_the_portal_sees_the_open_receipt_first",
    "6 dead token": f"{DOOR}/test_healing.py::test_the_page_heals_without_session_and_token",
    "7 half the cookies": f"{BROWSER}/test_half_the_cookies.py::test_with_the_portals_cookie_alone_one_click_opens_the_mailbox",
    "8 cookies set again": f"{BROWSER}/test_leaving.py::test_nothing_is_left_in_the_browser_and_its_cookies_open_nothing",
    "9 every name and path": f"{DOOR}/test_healing.py::test_the_page_heals_without_session_and_token",
    "10 other tabs": f"{BROWSER}/test_tabs.py::test_what_is_being_written_in_a_second_tab_stays_there",
    "11 tabs restored": f"{BROWSER}/test_half_the_cookies.py::test_tabs_that_begin_with_different_keys_all_end_in_the_mailbox",
    "12 used answer, in": f"{DOOR}/test_coming.py::test_a_used_answer_leads_to_the_inbox_while_the_person_is_in",
    "12 used answer, out": f"{DOOR}/test_coming.py::test_a_used_answer_begins_anew_for_whoever_is_out",
    "13 back button": f"{BROWSER}/test_no_return.py::test_a_browser_that_keeps_pages_to_go_back_to_shows_no_mail",
    "14 no frames": f"{DOOR}/test_chain.py::test_the_way_to_the_portal_carries_hint_client_and_state",
    "15 wrong sessions": f"{DOOR}/test_back_channel.py::test_only_the_session_that_was_left_there_ends",
    "15 no lasting ban": f"{DOOR}/test_back_channel.py::test_a_late_order_does_not_end_a_newer_sign_in_of_the_same_session",
    "16 other process": f"{DOOR}/test_back_channel.py::test_another_process_shows_no_mail_either",
    "17 ended at the portal": f"{DOOR}/test_back_channel.py::test_leaving_at_the_portal_closes_the_mailbox",
    "18 timer while leaving": "tests/browser/test_countdown.py::test_a_page_on_its_way_to_another_neither_asks_nor_leads_anywhere",
    "19 short tokens": f"{DOOR}/test_bearer.py::test_a_token_that_runs_out_is_renewed_and_nobody_notices",
    "20 text posted late": f"{WEB}/test_dead_text.py::test_after_coming_in_again_writing_goes_on_where_it_was",
    "21 other address": f"{DOOR}/test_healing.py::test_another_network_and_another_browser_version_are_no_hindrance",
    "22 restart": f"{DOOR}/test_healing.py::test_a_restart_of_the_service_costs_nobody_the_sign_in",
    "23 broken off while leaving": f"{BROWSER}/test_portal_in_trouble.py::test_a_portal_that_breaks_off_on_the_way_leaves_the_receipt_for_whoever_comes_back",
    "24 window closed": f"{DOOR}/test_coming.py::test_a_shared_device_is_left_sooner_and_shows_the_way_out",
    "24 next sign-in": f"{DOOR}/test_healing.py::test_the_last_session_that_was_not_ended_is_shown_and_ended_with_one_click",
    "25 somebody else": f"{BROWSER}/test_another_person.py::test_annas_message_is_not_sent_as_boris",
    "26 two limits": f"{WEB}/test_countdown.py::test_where_the_portal_ends_earlier_that_counts",
    "27 clocks": f"{DOOR}/test_coming.py::test_clocks_that_differ_a_little_are_no_hindrance",
}


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", ROWS)
def test_each_known_failure_has_a_test(row: str) -> None:
    path, _colons, name = ROWS[row].partition("::")
    assert name in names_in(path)


def test_no_row_is_left_out() -> None:
    assert {int(row.split()[0]) for row in ROWS} == set(range(1, 28))
