"""HTML as mail programs make it from what was typed."""

import re
from html import escape
from itertools import groupby

_FONT = "font-family:Calibri,Arial,sans-serif;font-size:11pt;color:#1f1f1f"
_CELL = "border:1px solid #c8d2cc;padding:6px 10px"


def paragraphs(text: str) -> str:
    """Paragraphs, lists and quotes of a plain text."""
    out = []
    for quoted, lines in groupby(text.split("\n"), key=lambda line: line.startswith(">")):
        if quoted:
            inner = "\n".join(re.sub("^> ?", "", line) for line in lines)
            style = "margin:0 0 0 .8ex;border-left:2px solid #b5c4bc;padding-left:1ex"
            out.append(f'<blockquote style="{style}">{paragraphs(inner)}</blockquote>')
        else:
            blocks = "\n".join(lines).strip().split("\n\n")
            out += [_block(block) for block in blocks if block]
    return "\n".join(out)


def _block(block: str) -> str:
    lines = block.split("\n")
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>"
    return '<p style="margin:0 0 12px 0">' + "<br>\n".join(map(escape, lines)) + "</p>"


def document(inner: str) -> str:
    """A whole document around it."""
    return (
        '<!DOCTYPE html>\n<html lang="de"><head><meta charset="utf-8">'
        f'<style>p {{margin: 0}} a {{color: #1f5d4c}}</style></head>\n<body style="{_FONT}">\n'
        f"{inner}\n</body></html>\n"
    )


def with_picture(text: str) -> str:
    """A letter with the school's mark (cid) and a remote picture under it."""
    return document(
        paragraphs(text) + '<table role="presentation" cellpadding="0" cellspacing="0" '
        'style="border-top:1px solid #d5ddd8;margin-top:16px"><tr>'
        '<td style="padding:10px"><img src="cid:wappen@schule.example" width="48" height="48" alt="Wappen">'
        "</td>"
        '<td style="padding:10px;font-size:9pt;color:#5d6b64">Regelschule Am Park<br>Parkstraße 12<br>'
        '<a href="https://am-park.schule.example/">am-park.schule.example</a></td>'
        '<td><img src="https://am-park.schule.example/banner-advent.png" width="180" height="48" '
        'alt="Adventsmarkt am zweiten Advent"></td></tr></table>'
    )


def with_plan(text: str) -> str:
    """The weekly plan of substitutions, as the office sends it."""
    rows = (
        ("Montag", "3.", "7b", "Mathematik", "Frau Krause statt Herr Reinhardt", "204"),
        ("Montag", "5.", "8b", "Physik", "entfällt", "–"),
        ("Dienstag", "1.", "6c", "Deutsch", "Frau Sommer-Weiß", "112"),
        ("Mittwoch", "4.", "7b", "Physik", "Stillarbeit, Aufsicht Herr Yılmaz", "301"),
        ("Donnerstag", "6.", "7b", "Musik", "Chorprobe: Mia, Clara, Amelie", "Aula"),
        ("Freitag", "2.", "9a", "Sport", "Herr Schulze, Halle Nord", "–"),
    )
    head = "".join(
        f'<th align="left" style="{_CELL};background-color:#1f5d4c;color:#ffffff">{name}</th>'
        for name in ("Tag", "Stunde", "Klasse", "Fach", "Änderung", "Raum")
    )
    body = "".join(
        f'<tr style="background-color:{"#f1f6f3" if number % 2 else "#ffffff"}">'
        + "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in row)
        + "</tr>"
        for number, row in enumerate(rows)
    )
    opening, _, rest = text.partition("\n\n")
    table = f'<table style="border-collapse:collapse;margin:0 0 16px 0"><tr>{head}</tr>{body}</table>'
    return document(paragraphs(opening) + table + paragraphs(rest))


def with_frame(text: str, sender: str, address: str) -> str:
    """A message of a booking system: coloured bar, white card, grey footer, remote logo."""
    site = address.partition("@")[2]
    return document(
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" bgcolor="#eef1ef"><tr><td '
        'align="center" style="padding:24px 8px"><table role="presentation" width="600" cellpadding="0" '
        'cellspacing="0" style="background-color:#ffffff;border:1px solid #d5ddd8"><tr><td '
        'style="background-color:#27476e;color:#ffffff;padding:16px 24px;font-size:14pt">'
        f'<img src="https://{site}/logo.png" width="120" height="32" alt="{escape(sender)}"></td></tr>'
        f'<tr><td style="padding:24px">{paragraphs(text)}</td></tr><tr><td style="padding:16px 24px;'
        f'font-size:9pt;color:#66716b;border-top:1px solid #d5ddd8">{escape(sender)} · '
        f'<a href="https://{site}/abmelden" style="color:#66716b">Benachrichtigungen abbestellen</a>'
        "</td></tr></table></td></tr></table>"
    )
