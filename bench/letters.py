"""What lies in the measured folders: small letters as schools write them, and newsletters of 100 KB."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from webmail.demo.mime import Enclosed, Piece, address, enclosed, header, several, text
from webmail.demo.newsletter import newsletter
from webmail.demo.words import Spelling

EOL = b"\r\n"
APART = timedelta(minutes=11)
# Of ten letters in a row seven are plain, two come as text and HTML, one has an attachment.
ALTERNATIVE, WITH_FILE = (3, 6), 9

FIRST = ("Jana", "Birgit", "Jörg", "Uwe", "Sabine", "Mehmet", "Katrin", "Anke", "Thomas", "Oksana", "Lena")
LAST = ("Vogel", "Müller", "Krause", "Schäfer", "Öztürk", "Lehmann", "Böhm", "Wagner", "Kowalski", "Seidel")
ABOUT = ("Vertretung am Freitag", "Elternabend der 7b", "Schlüssel für Raum 204", "Zeugniskonferenz",
         "Übungsstunde fällt aus", "Protokoll der Fachschaft", "Ausflug nach Weimar", "Bücherliste",
         "Rückmeldung zum Praktikum", "Brandschutzübung", "Beamer im Physikraum", "Krankmeldung")  # fmt: skip
SENTENCES = (
    "bitte geben Sie mir bis Donnerstag Bescheid, ob das für Sie passt.",
    "anbei finden Sie die Liste, wie gestern im Lehrerzimmer besprochen.",
    "die Stunde wird nachgeholt; den Raum trägt das Sekretariat noch ein.",
    "könnten Sie die Klasse in der dritten Stunde mitnehmen?",
    "vielen Dank für die schnelle Antwort, so machen wir es.",
    "die Eltern wurden bereits angeschrieben, drei Rückmeldungen fehlen noch.",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it is stored."""

    raw: bytes
    received: datetime
    flags: tuple[bytes, ...]


def letters(count: int, *, to: str, until: datetime) -> Iterator[Letter]:
    """So many letters, the newest last and received at `until`; all read, but for every fifth."""
    rng = Random(count)
    for number in range(count):
        raw = _letter(number, to, rng)
        received = until - APART * (count - 1 - number)
        yield Letter(raw, received, () if number % 5 == 0 else (b"\\Seen",))


def newsletters(count: int, *, to: str, until: datetime) -> Iterator[Letter]:
    """So many newsletters of 100 KB, all different and all read."""
    for number in range(count):
        plain, html = newsletter(("filme", "buecher", "kurse")[number % 3], "medien.example", Random(number))
        pieces = [
            text(plain, "plain", charset="utf-8", encoding="quoted-printable"),
            text(html, "html", charset="utf-8", encoding="quoted-printable"),
        ]
        head = _head("Medienzentrum", "post@medien.example", to, f"Ausgabe {number}", number=-number)
        body = several("alternative", pieces, f"ausgabe-{number}")
        yield Letter(_whole(head, body), until - APART * number, (b"\\Seen",))


def is_plain(number: int) -> bool:
    """Whether the letter with this number in its folder has nothing but text."""
    return number % 10 not in (*ALTERNATIVE, WITH_FILE)


def _letter(number: int, to: str, rng: Random) -> bytes:
    first, last = rng.choice(FIRST), rng.choice(LAST)
    answer = "Re: " if number % 3 == 0 else ""
    head = _head(
        f"{first} {last}",
        f"{first[0].lower()}.{number % 97}@schule.example",
        to,
        f"{answer}{rng.choice(ABOUT)} ({number})",
        number=number,
        # Every third letter answers another, so that there is something to put together.
        answers=number - 1 - number % 40 if answer else None,
    )
    words = "\n\n".join(["Guten Tag,", *rng.sample(SENTENCES, 3), f"Mit freundlichen Grüßen\n{first} {last}"])
    plain = text(words + "\n", "plain", charset="utf-8", encoding="quoted-printable")
    if number % 10 in ALTERNATIVE:
        inner = "".join(f"<p>{line}</p>\n" for line in words.split("\n\n"))
        html = text(
            f"<html><body>{inner}</body></html>", "html", charset="utf-8", encoding="quoted-printable"
        )
        return _whole(head, several("alternative", [plain, html], f"wahl-{number}"))
    if number % 10 == WITH_FILE:
        file = enclosed(Enclosed("Liste.pdf", "application/pdf", b"%PDF-1.7\n" * 60), Spelling.Q)
        return _whole(head, several("mixed", [plain, file], f"teile-{number}"))
    return _whole(head, plain)


def _head(
    name: str, spec: str, to: str, subject: str, *, number: int, answers: int | None = None
) -> list[bytes]:
    return [
        b"Received: from mx by store.schule.example by ESMTP; Mon, 2 Nov 2026 08:00:00 +0100",
        b"From: " + address(name, spec, Spelling.Q),
        b"To: " + to.encode(),
        header("Subject", subject, Spelling.Q),
        b"Date: " + datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").encode(),
        b"Message-ID: <bench.%d@schule.example>" % number,
        *([b"References: <bench.%d@schule.example>" % answers] if answers is not None else []),
        b"MIME-Version: 1.0",
    ]


def _whole(head: list[bytes], body: Piece) -> bytes:
    return EOL.join(head) + EOL + body.raw
