"""The words around a quote: the attribution line, and the header of a forwarded message."""

from webmail.mail import Original
from webmail.web.current import current
from webmail.web.filters import day_and_time
from webmail.web.words import _


class WordsAround:
    """The sentences around a quote, in the language of the person who writes (mail/writing/quoting.py)."""

    def attribution(self, original: Original) -> str:
        """Am 20. November 2026 um 09:12 schrieb Jana Vogel <jana.vogel@schule.example>:"""
        day, time = day_and_time(original.date, current.zone)
        who = next((sender.full for sender in original.senders), "")
        if not who:
            return _("On %(day)s at %(time)s this was written:", day=day, time=time)
        return _("On %(day)s at %(time)s %(who)s wrote:", day=day, time=time, who=who)

    def forwarded(self, original: Original) -> str:
        """The block above a forwarded text, one line for each field that the original has."""
        day, time = day_and_time(original.date, current.zone)
        fields = (
            (_("From"), ", ".join(sender.full for sender in original.senders)),
            (_("To"), ", ".join(one.full for one in original.to)),
            (_("Cc"), ", ".join(one.full for one in original.cc)),
            (_("Date"), _("%(day)s, %(time)s", day=day, time=time)),
            (_("Subject"), original.subject),
        )
        lines = [f"{name}: {value}" for name, value in fields if value]
        return "\n".join([_("-------- Forwarded message --------"), *lines])
