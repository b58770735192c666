"""The words about tags."""

from collections.abc import Mapping

from webmail.mail import Done
from webmail.web.deeds import with_the_rest
from webmail.web.words import _, ngettext


def colour_words() -> Mapping[str, str]:
    """What the colours are called."""
    return {
        "green": _("green"),
        "blue": _("blue"),
        "violet": _("violet"),
        "red": _("red"),
        "amber": _("yellow"),
        "grey": _("grey"),
    }


def refused_tag(why: str) -> str:
    """Why a tag cannot be called so."""
    sentences = {
        "name": _("Please give the tag a name of at most 30 characters."),
        "taken": _("There is a tag with this name already."),
        "too_many": _("There are 20 tags already; more are not possible. Please remove one first."),
    }
    return sentences.get(why, _("Please choose one of the colours."))


def tagged(done: Done, name: str, *, on: bool) -> str:
    """What to say after messages got a tag or lost it."""
    return with_the_rest(_tagged(done.count, name, on=on), done)


def _tagged(count: int, name: str, *, on: bool) -> str:
    if on:
        return ngettext(
            "Tagged with “%(name)s”.", "%(num)s messages tagged with “%(name)s”.", count, name=name
        )
    return ngettext(
        "Tag “%(name)s” removed.", "Tag “%(name)s” removed from %(num)s messages.", count, name=name
    )
