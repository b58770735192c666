"""Recipients as they are shown: what each is to the sender, in words, and what may be wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from webmail.mail import Address, Piece, RecipientClass, read_pieces
from webmail.mail.writing.recipients import written
from webmail.web.class_words import class_name, class_word
from webmail.web.current import current
from webmail.web.words import _, ngettext

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Chip:
    """One piece of a field; says is its class in words, or why it is none, meant what may be meant instead.

    outside: what is sent to it leaves the service; refused: the mail server does not take it, or somebody of
    it. people are those of a group, in words.
    """

    piece: Piece
    label: str
    says: str
    look: str
    outside: bool = False
    refused: bool = False
    meant: str | None = None
    people: tuple[str, ...] = ()

    @property
    def spec(self) -> str:
        """The address, where it is one person's."""
        return self.piece.addresses[0].spec if len(self.piece.addresses) == 1 else ""


def chips_in(typed: str | None, refused: Iterable[str] = ()) -> tuple[Chip, ...]:
    """Everybody in the field, in the order of the field; one question for all of their schools.

    refused are the addresses that the mail server does not take.
    """
    pieces = read_pieces(typed or "")
    if not pieces:
        return ()
    classes = current.classes
    kinds = classes.of(one.spec for each in pieces for one in each.addresses)
    not_taken = {each.casefold() for each in refused}
    return tuple(_marked(_chip(each, kinds), not_taken) for each in pieces)


def corrected(piece: Piece) -> Piece:
    """The same person at the domain that was probably meant; unchanged where none is known."""
    if len(piece.addresses) != 1:
        return piece
    [one] = piece.addresses
    meant = current.classes.meant(one.spec)
    return piece if meant is None else _piece(Address(one.name, meant))


def _piece(address: Address) -> Piece:
    return Piece(written([address]), (address,))


def _chip(piece: Piece, kinds: dict[str, RecipientClass]) -> Chip:
    if piece.is_wrong:
        return Chip(piece, _short(piece.typed), _("not an address"), "recipient--wrong")
    if len(piece.addresses) > 1:
        return _group(piece, kinds)
    [one] = piece.addresses
    kind = kinds[one.spec]
    chip = Chip(piece, _short(one.label), class_word(kind), class_name(kind), kind.is_outside)
    meant = current.classes.meant(one.spec)
    if meant is None:
        return chip
    return replace(chip, look="recipient--doubtful", meant=meant)


def _marked(chip: Chip, not_taken: set[str]) -> Chip:
    """The same, or as one that the mail server refuses."""
    if not any(one.spec.casefold() in not_taken for one in chip.piece.addresses):
        return chip
    return replace(chip, look="recipient--wrong", says=_("refused"), refused=True)


def _group(piece: Piece, kinds: dict[str, RecipientClass]) -> Chip:
    """What is furthest away says what the group is."""
    order = list(RecipientClass)
    found = max((kinds[one.spec] for one in piece.addresses), key=order.index)
    count = len(piece.addresses)
    name = _short(piece.group) or _("Group")
    people = tuple(written([one]) for one in piece.addresses)
    label = _("%(name)s (%(count)s)", name=name, count=count)
    return Chip(piece, label, class_word(found), class_name(found), found.is_outside, people=people)


def outbox_limit() -> int:
    """How many recipients one message may have."""
    return current.outbox.most


def count_words(chips: tuple[Chip, ...]) -> str:
    """What was understood, as one hears it."""
    right = sum(len(each.piece.addresses) for each in chips)
    wrong = sum(each.piece.is_wrong for each in chips)
    said = [ngettext("%(num)s recipient added.", "%(num)s recipients added.", right)] if right else []
    if len(chips) == 1 and right == 1:
        said = [_("%(name)s added, %(kind)s.", name=chips[0].label, kind=chips[0].says)]
    if wrong:
        said.append(ngettext("%(num)s entry is not an address.", "%(num)s entries are not addresses.", wrong))
    said += [_("Did you mean %(address)s?", address=each.meant) for each in chips if each.meant][:3]
    return " ".join(said)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
