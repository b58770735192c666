"""What a message begins with that began somewhere else, on its way in an address: sealed, and read again."""

import json
from dataclasses import asdict, replace

from flask import request

from webmail.mail import Draft
from webmail.mail.writing.mailto import Given
from webmail.mail.writing.mime import kept_references
from webmail.web.current import current

# What is longer does not travel in an address.
_LONGEST = 4000
_PURPOSE = "given"


def sealed_given(given: Given) -> str | None:
    """The beginning as it stands in an address; None if it is too long for one."""
    told = json.dumps(asdict(given), separators=(",", ":"))
    return current.seal(_PURPOSE, told) if len(told) <= _LONGEST else None


def as_addressed(draft: Draft) -> Draft:
    """A new message with what its address brings along; raises SealBroken."""
    sealed = request.args.get("given")
    if not sealed:
        return draft
    told = json.loads(current.unseal(_PURPOSE, sealed))
    return prefilled(draft, Given(**{**told, "references": kept_references(told["references"])}))


def prefilled(draft: Draft, given: Given) -> Draft:
    """The draft with these words in its fields."""
    return replace(
        draft,
        to=given.to,
        cc=given.cc,
        bcc=given.bcc,
        subject=given.subject,
        text=given.text,
        references=given.references,
    )
