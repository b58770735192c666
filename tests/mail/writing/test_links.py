"""Where links of ours may lead; the dialog of the editor takes and refuses the same."""

import pytest

from webmail.mail.writing.outgoing import clean_outgoing
from webmail.mail.writing.twin import says_more, twin

# What is typed, and where the link leads then.
LEADS = {
    "schule.example/plan?x=1#oben": "https://schule.example/plan?x=1#oben",
    "schule.example:8080/plan": "https://schule.example:8080/plan",
    "//schule.example/": "https://schule.example/",
    "http://schule.example": "http://schule.example",
    "HTTPS://schule.example/": "HTTPS://schule.example/",
    "mailto:jana@schule.example": "mailto:jana@schule.example",
    "jana@schule.example": "mailto:jana@schule.example",
    "tel:+49 3641 12-34": "tel:+49364112-34",
    "03641 / 1234": "tel:036411234",
}
REFUSED = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "javascript://schule.example/%0aalert(1)",
    "data:text/html,<b>x</b>",
    "vbscript:x",
    "file:///C:/plan.pdf",
    "ftp://schule.example/plan",
    "about:blank",
    "sms:12345",
    "https:///schule.example",
    "https://schule.example\\plan",
    "zwei Worte",
    "/mailbox/",
]


@pytest.mark.parametrize("address", LEADS.values())
def test_a_link_that_leads_somewhere_stays(address: str) -> None:
    html = f'<a href="{address}">Plan</a>'
    assert clean_outgoing(html) == html
    assert twin(html) == f"Plan <{address}>"


@pytest.mark.parametrize("address", REFUSED)
def test_a_link_that_is_refused_leads_nowhere(address: str) -> None:
    assert "href" not in clean_outgoing(f"<a href='{address}'>Plan</a>")


def test_a_number_is_said_once_in_plain_text_and_its_link_is_kept() -> None:
    html = '<a href="tel:+49364112-34">+49 3641 12-34</a>'
    assert twin(html) == "+49 3641 12-34"
    # Few programs make a link of a number by themselves.
    assert says_more(html)
