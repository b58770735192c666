"""Who is meant by what was typed: addresses, and names of colleagues that only one has."""

from webmail.mail import read_recipients
from webmail.policy import Feature
from webmail.web.current import current

_MOST_NAMES = 50


def meant(typed: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Name and address of each, and what is neither an address nor the name of one colleague."""
    read = read_recipients(typed)
    people = [(each.name, each.spec) for each in read.addresses]
    unknown: list[str] = []
    for piece in read.wrong:
        found = _colleagues(piece) if len(people) < len(read.addresses) + _MOST_NAMES else ()
        if len(found) == 1:
            people += found
        else:
            unknown.append(piece)
    return people, unknown


def _colleagues(name: str) -> tuple[tuple[str, str], ...]:
    if "@" in name or not current.policy.allows(Feature.STAFF_DIRECTORY):
        return ()
    return tuple((each.name, each.address) for each in current.contacts.directory.find(name, most=2))
