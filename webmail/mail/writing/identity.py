"""Identity: who a person writes as; it comes from the account and from nowhere else."""

from dataclasses import dataclass

from webmail.mail.address import Address


@dataclass(frozen=True, slots=True)
class Identity:
    """The From of everything this person writes."""

    address: Address
