"""The desk that the forward guard is asked at."""

import pytest

from tests.mail.conftest import MakeMailbox, Place
from tests.mail.writing.conftest import MakeDrafts
from tests.mail.writing.guards.desk import Desk


@pytest.fixture
def desk(dovecot_place: Place, make_mailbox: MakeMailbox, make_drafts: MakeDrafts) -> Desk:
    mailbox = make_mailbox(dovecot_place)
    return Desk(dovecot_place, mailbox, make_drafts(dovecot_place, mailbox=mailbox))
