"""Newsletters of more than 100 KB: nested tables, inline styles, remote pictures, a tracking pixel."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from webmail.demo.html import document

WEIGHT = 104 * 1024


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a newsletter offers, and in which colour."""

    title: str
    colour: str
    sections: Sequence[str]
    things: Sequence[str]
    about: Sequence[str]
    sentences: Sequence[str]
    facts: Sequence[str]


CATALOGUES = {
    "filme": Catalogue(
        "Neu im Verleih",
        "#7a3b2e",
        ("Filme für den Unterricht", "Koffer und Sammlungen", "Lernumgebungen", "Geräte"),
        ("Dokumentarfilm", "Kurzfilm", "Themenkoffer", "Lernumgebung", "Hörspiel", "Bildkartensatz"),
        ("Die Ilm und ihre Tiere", "Leben im Bauhaus", "Wasser auf dem Mond", "Mauern und Wege", "Bienenjahr",
         "Brücken verstehen", "Goethe auf Reisen", "Plastik im Meer", "Wie Zahlen wandern"),
        ("Mit Arbeitsblättern in drei Schwierigkeitsstufen und einem Lösungsheft.",
         "Geeignet ab Klasse 6, Vorwissen ist nicht nötig.", "Untertitel auf Deutsch und Ukrainisch.",
         "Die Laufzeit erlaubt eine Einzelstunde mit Gespräch.", "Alle Materialien sind veränderbar."),
        ("24 Minuten", "Klasse 5–7", "ab sofort", "3 Exemplare", "Ausleihe 14 Tage", "auch als Datei"),
    ),
    "buecher": Catalogue(
        "Neue Lehrwerke und Arbeitshefte",
        "#27476e",
        ("Mathematik", "Deutsch", "Sachfächer", "Förderung"),
        ("Lehrbuch", "Arbeitsheft", "Lernspiel", "Handreichung", "Aufgabenkartei", "Übungsblock"),
        ("Mathe im Blick 7", "Brüche begreifen", "Rechtschreiben leicht", "Das große Einmaleins",
         "Sprache entdecken 6", "Physik im Alltag", "Karten lesen", "Knobeln mit Köpfchen", "Lesezeit"),
        ("Gestufte Aufgaben, klare Beispiele, wenig Ablenkung.", "Mit Selbsttests am Ende jedes Kapitels.",
         "Lösungen liegen bei, für Kinder verständlich geschrieben.", "Ihr Prüfstück senden wir Ihnen zu.",
         "Die Aufgaben wurden an elf Schulen erprobt."),
        ("18,90 €", "9,50 €", "24,00 €", "Prüfstück frei", "lieferbar", "erscheint im März"),
    ),
    "kurse": Catalogue(
        "Veranstaltungen für Lehrkräfte",
        "#1f5d4c",
        ("Unterricht", "Klassenleitung", "Medien", "Gesundheit", "Recht und Verwaltung"),
        ("Werkstatt", "Fachtag", "Abrufveranstaltung", "Gesprächsrunde", "Lehrgang", "Sprechstunde"),
        ("Digitale Werkzeuge im Unterricht", "Elterngespräche führen", "Rechenschwäche erkennen",
         "Deutsch als Zweitsprache in allen Fächern", "Stimme und Atem", "Konflikte im Klassenrat",
         "Projekte planen", "Datenschutz in der Schule", "Aufgaben, die zum Denken bringen"),
        ("Bitte bringen Sie ein eigenes Beispiel mit.", "Die Plätze sind begrenzt.",
         "Für Einsteigerinnen und Einsteiger geeignet.", "Sie arbeiten in kleinen Gruppen.",
         "Eine Vertiefung folgt im Frühjahr."),
        ("Erfurt", "Weimar", "online", "14:00–17:00 Uhr", "freie Plätze", "kostenfrei"),
    ),
}  # fmt: skip


def newsletter(kind: str, site: str, rng: Random) -> tuple[str, str]:
    """Plain text and HTML of one newsletter."""
    catalogue = CATALOGUES[kind]
    cards: list[str] = []
    titles: list[str] = []
    weight = 0
    while weight < WEIGHT:
        if len(cards) % 24 == 0:
            cards.append(_heading(catalogue, len(cards) // 24))
        title = f"{rng.choice(catalogue.things)}: {rng.choice(catalogue.about)}"
        titles.append(title)
        cards.append(_card(catalogue, title, f"{site}/{kind}/{len(titles)}", rng))
        weight += len(cards[-1].encode())
    plain = f"{catalogue.title}\n\nDie ersten Einträge dieser Ausgabe:\n\n" + "\n".join(
        f"- {title}" for title in titles[:12]
    )
    plain += f"\n\nAlle {len(titles)} Einträge: https://{site}/ausgabe\n"
    return plain, document(_frame(catalogue, "".join(cards), site))


def _heading(catalogue: Catalogue, number: int) -> str:
    name = catalogue.sections[number % len(catalogue.sections)]
    style = f"padding:28px 24px 8px 24px;font-size:18px;font-weight:bold;color:{catalogue.colour}"
    return f'<tr><td style="{style}">{name}</td></tr>\n'


def _card(catalogue: Catalogue, title: str, page: str, rng: Random) -> str:
    facts = " · ".join(rng.sample(catalogue.facts, 3))
    text = " ".join(rng.sample(catalogue.sentences, 3))
    return (
        '<tr><td style="padding:12px 24px;border-bottom:1px solid #e3e8e5"><table role="presentation" '
        'width="100%" cellpadding="0" cellspacing="0"><tr><td width="132" valign="top">'
        f'<a href="https://{page}"><img src="https://{page}/bild.jpg" width="120" height="80" border="0" '
        f'alt="{title}" style="display:block;border:1px solid #d5ddd8"></a></td>'
        '<td valign="top" style="font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:20px;'
        f'color:#26302b"><strong style="font-size:15px">{title}</strong><br>{text}<br>'
        f'<span style="font-size:12px;color:#66716b">{facts}</span><br><a href="https://{page}" '
        f'style="display:inline-block;background-color:{catalogue.colour};color:#ffffff;padding:6px 12px;'
        'text-decoration:none;font-size:12px">Mehr dazu</a></td></tr></table></td></tr>\n'
    )


def _frame(catalogue: Catalogue, cards: str, site: str) -> str:
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" bgcolor="#f2f4f3"><tr>'
        '<td align="center"><table role="presentation" width="640" cellpadding="0" cellspacing="0" '
        'style="background-color:#ffffff">'
        f'<tr><td style="background-color:{catalogue.colour};padding:28px;color:#ffffff;font-size:24px">'
        f'<img src="https://{site}/kopf.jpg" width="592" height="120" alt=""><br>{catalogue.title}</td></tr>'
        f"\n{cards}"
        '<tr><td style="padding:24px;font-size:11px;color:#66716b">Sie erhalten diese Nachricht, weil Ihre '
        f'Schule angemeldet ist. <a href="https://{site}/abmelden">Abbestellen</a>'
        f'<img src="https://{site}/zaehler.gif?id=81723" width="1" height="1" alt=""></td></tr>'
        "</table></td></tr></table>"
    )
