"""Fifty people at work at the same time."""

from collections.abc import Callable

from bench.browser import FOLDER_AT, MESSAGE_AT, Browser
from tests.cast import Person

CROWD = tuple(
    Person(f"Person {n}", f"person.{n}@schule.example", f"Zaunrebe-{n}-Person", "teacher") for n in range(50)
)
LETTERS = 60
NEWSLETTER = 1


def visit(browser: Callable[[], Browser]) -> list[Browser]:
    """Everybody comes in, looks at both pages of the list, opens a letter and the newsletter, and stays."""
    people = []
    for person in CROWD:
        one = browser().sign_in(person)
        page = one.get("/mailbox/").text
        folder, message = FOLDER_AT.search(page), MESSAGE_AT.search(page)
        if folder is None or message is None:
            raise RuntimeError("the list does not look as expected")
        for path in (
            f"{folder[1]}?page=2",
            f"{message[1]}{LETTERS}",
            f"{message[1]}{NEWSLETTER}",
            f"{message[1]}{NEWSLETTER}/body",
        ):
            if one.get(path).status != 200:
                raise RuntimeError("a page of the crowd was refused")
        people.append(one)
    return people
