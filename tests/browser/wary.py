"""Messages that a reader should look at twice."""

from tests.letters import PIXEL, letter
from tests.tnef import packed, tnef, winmail

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


def packed_plan() -> bytes:
    """All of it in winmail.dat: a text, files of each kind that can be looked at, and one that cannot."""
    files = (
        packed("Ferienplan 2027.pdf", b"%PDF-1.4", media_type="application/pdf"),
        packed("Bild.png", PIXEL),
        packed(
            "x", b"Gruppe 7b", long_name="Wer wann in welcher Gruppe betreut wird, mit allen Vertretungen.txt"
        ),
        packed("Rechnung.pdf.exe", b"MZ"),
    )
    return winmail(tnef(*files, text="Guten Tag,\r\n\r\nanbei der Ferienplan.\r\n\r\nEva Ebert"))


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
