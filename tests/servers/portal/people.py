"""Whom the portal knows: the cast, and Ella, whom nobody else knows."""

from dataclasses import dataclass

from tests.cast import CAST, Person


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody with an account at the portal; login and typed open its form, the claims tell the rest."""

    subject: str
    login: str
    typed: str
    name: str
    address: str
    roles: tuple[str, ...] = ()
    verified: bool = True


def known(person: Person) -> Known:
    """Somebody of the cast as the portal knows them: Anna is p-anna and types "anna"."""
    login = person.name.split()[0].lower()
    return Known(
        subject=f"p-{login}",
        login=login,
        typed=person.typed,
        name=person.name,
        address=person.address,
        roles=(person.role,),
    )


# New at the school: the portal has her, the webmail does not.
ELLA = Known(
    subject="p-ella",
    login="ella",
    typed="Erdbeere-11-Ella",
    name="Ella Ehlers",
    address="ella.ehlers@schule.example",
    roles=("teacher",),
)
PEOPLE = (*(known(person) for person in CAST), ELLA)
