"""Role and what each may open."""

from collections.abc import Iterable
from enum import Enum


class Role(Enum):
    """What a person may open here, besides the own mailbox."""

    EVERYONE = "everyone"
    HELPDESK = "helpdesk"
    CLERK = "clerk"
    ADMIN = "admin"


class RoleList:
    """Who has which role, as the settings say."""

    def __init__(self, *, helpdesk: Iterable[str], clerk: Iterable[str], admin: Iterable[str]) -> None:
        self._members = {
            Role.HELPDESK: frozenset(helpdesk),
            Role.CLERK: frozenset(clerk),
            Role.ADMIN: frozenset(admin),
        }

    def of(self, address: str, told: str = "") -> frozenset[Role]:
        """All roles of the person with this address; everybody has EVERYONE.

        told is what the portal said at the sign-in, separated by blanks; other words than ours say nothing.
        """
        given = {role for role, members in self._members.items() if address in members}
        given |= {role for role in Role if role.value in told.split()}
        return frozenset({Role.EVERYONE, *given})
