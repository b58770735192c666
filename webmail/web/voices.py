"""Who speaks in a conversation, as a row of the list says it: "Boris, ich, Carla"."""

from webmail.mail import Conversation, Voice, marked
from webmail.web.words import _, ngettext

VOICES_SHOWN = 3


def voices(talk: Conversation) -> str:
    """The first and the last ones by name, each once; oneself is "me"."""
    names = list(dict.fromkeys(_name(voice) for voice in talk.voices))
    names = [name for name in names if name]
    if len(names) > VOICES_SHOWN:
        names = [names[0], "…", *names[1 - VOICES_SHOWN :]]
    return ", ".join(names).replace(", …,", " …")


def _name(voice: Voice) -> str:
    # Only what lies in Sent is one's own: anybody can write our address into a From.
    return _("me") if voice is None else marked(voice.label)


def messages(count: int) -> str:
    """How many messages a conversation has."""
    return ngettext("%(num)s message", "%(num)s messages", count)
