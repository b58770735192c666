"""Messages that a reader should look at twice."""

from tests.letters import letter

PICTURE = (
    '<p>Guten Tag, bitte sehen Sie sich das Angebot an.</p><img src="https://elsewhere.example/x.png" alt="">'
)


def suspicious() -> bytes:
    """Nearly everything at once: a look-alike, another address in the name, an answer that goes elsewhere."""
    return letter(
        sender='"leitung@schule.example" <leitung@schule-example.com>',
        subject="Dringende\u200b Rückfrage",
        more={"Reply-To": "leitung.privat@freemail.example"},
        text="Bitte antworten Sie noch heute.",
    )


def mailing() -> bytes:
    """From outside, to many, with images, and asking for a receipt would be too much."""
    more = {
        "List-Unsubscribe": "<https://lists.example/u?id=7>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return letter(
        sender="Verlag Beispiel <angebot@verlag.example>",
        subject="Neue Arbeitshefte",
        more=more,
        html=PICTURE,
    )
