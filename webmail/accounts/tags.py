"""Tags: the names and colours a person gives to keywords; which messages carry them only the store knows."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from webmail.accounts.errors import TagRefused
from webmail.accounts.models import Account
from webmail.database import db

MOST = 20
LONGEST = 30
COLOURS = ("green", "blue", "violet", "red", "amber", "grey")


@dataclass(frozen=True, slots=True)
class Tag:
    """keyword is what the store knows it by and never changes; name and colour are the person's."""

    keyword: str
    name: str
    colour: str


class Tags:
    """The tags of one account, in the order in which they were made; kept with its preferences."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def all(self) -> tuple[Tag, ...]:
        kept = self.account.preferences.tags
        return tuple(Tag(**each) for each in json.loads(kept)) if kept else ()

    def find(self, keyword: str) -> Tag | None:
        return next((tag for tag in self.all() if tag.keyword == keyword), None)

    def make(self, name: str, colour: str) -> Tag:
        """A new tag; raises TagRefused, which says why."""
        tags = self.all()
        if len(tags) >= MOST:
            raise TagRefused("too_many")
        # No name of a person or thing: keywords can be read by whoever may read the store's index.
        tag = Tag(f"dp_{secrets.token_hex(4)}", self._checked(name, tags), _colour(colour))
        self._keep([*tags, tag])
        return tag

    def change(self, tag: Tag, *, name: str, colour: str) -> Tag:
        """The same tag with another name or colour; raises TagRefused."""
        others = [each for each in self.all() if each.keyword != tag.keyword]
        changed = replace(tag, name=self._checked(name, others), colour=_colour(colour))
        self._keep([changed if each.keyword == tag.keyword else each for each in self.all()])
        return changed

    def remove(self, tag: Tag) -> None:
        """Forgets the name; messages keep the keyword, which is shown nowhere any more."""
        self._keep([each for each in self.all() if each.keyword != tag.keyword])

    @staticmethod
    def _checked(name: str, others: Sequence[Tag]) -> str:
        name = " ".join(name.split())
        if not name or len(name) > LONGEST or not name.isprintable():
            raise TagRefused("name")
        if name.casefold() in {each.name.casefold() for each in others}:
            raise TagRefused("taken")
        return name

    def _keep(self, tags: Sequence[Tag]) -> None:
        self.account.preferences.tags = json.dumps([asdict(tag) for tag in tags], ensure_ascii=False)
        db.session.commit()


def _colour(colour: str) -> str:
    if colour not in COLOURS:
        raise TagRefused("colour")
    return colour
