"""Address: parse, format, initials (RFC 5322 section 3.4)."""

from dataclasses import dataclass

ADDRESSES_SHOWN = 2000


@dataclass(frozen=True, slots=True)
class Address:
    """A display name and an addr-spec; either may be empty, as hostile mail has both kinds."""

    name: str
    spec: str

    @property
    def label(self) -> str:
        """The name, or the addr-spec where there is none."""
        return self.name or self.spec

    @property
    def full(self) -> str:
        """Name and addr-spec for reading: "Jana Vogel <jana.vogel@schule.example>"."""
        return f"{self.name} <{self.spec}>" if self.name and self.spec else self.label

    @property
    def initials(self) -> str:
        """One or two capital letters for the round mark; "?" when there is no letter."""
        words = (self.name or self.spec.split("@")[0].replace(".", " ").replace("-", " ")).split()
        letters = [word[0] for word in words if word[0].isalpha()]
        return "".join(letters[:1] + letters[1:][-1:]).upper() or "?"


def parse_addresses(header: str, *, limit: int = ADDRESSES_SHOWN) -> tuple[Address, ...]:
    """The addresses of a From, To, Cc … field, RFC 2047 words decoded, groups flattened; never raises.

    Stops after `limit` addresses. Text that is no address is kept as a name without addr-spec.
    """
    raise NotImplementedError
