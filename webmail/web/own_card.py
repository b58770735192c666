"""A person's own vCard (RFC 6350) as a file that hangs on what they write."""

import io

from webmail.contacts import Card, as_vcards
from webmail.mail import Kind, Upload, Writing
from webmail.web.current import current

MEDIA_TYPE = "text/vcard"
# What is answered or new; whatever else begins brings files of its own.
_WITH_CARD = (Kind.NEW, Kind.REPLY, Kind.REPLY_ALL)


def own_card() -> Upload:
    """Name, address and school, as the account has them."""
    sender, school = current.identity.address, current.account.school or ""
    card = Card(name=sender.name, addresses=(sender.spec,), organisation=school).checked()
    octets = "".join(as_vcards([card], version="4.0")).encode()
    return Upload(f"{card.label}.vcf", MEDIA_TYPE, len(octets), io.BytesIO(octets))


def card_of_first_version(writing: Writing, base: int) -> tuple[Upload, ...]:
    """The card where it is wished, for the first version alone: who takes it away again has decided."""
    if base or writing.kind not in _WITH_CARD or not current.taste.vcard:
        return ()
    # A page whose answer was lost does not know the version that it has stored.
    return () if current.drafts.find(writing) else (own_card(),)
