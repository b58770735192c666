"""vCards (RFC 6350, RFC 2426) as plain values and back; reading runs as a process of its own, under limits.

A script that imports nothing of ours, for it is started isolated, where our package is not found. The library
looks at a line with expressions that some lines keep busy for ever: it never reads where anybody waits for
anything else.

stdin is the file. The argument is how many cards are read at most.
stdout is a line of JSON for each card: its values, or what is wrong with it.
"""

import base64
import json
import re
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

CARD_SECONDS = 1.0
MOST_LINES = 2000
PHOTO_LIMIT = 256 * 1024
VALUE_LIMIT = 50_000
MOST_VALUES = 50

_BEGIN, _END = re.compile(r"begin\s*:\s*vcard\s*", re.I), re.compile(r"end\s*:\s*vcard\s*", re.I)
_DATA_URI = re.compile(r"data:[a-z0-9/+.-]{1,60};base64,", re.I)

Values = dict[str, Any]


def main(most: int) -> None:
    """Reads, answers card by card; whatever goes wrong beyond a card ends the process."""
    signal.signal(signal.SIGALRM, _too_slow)
    text = _decoded(sys.stdin.buffer.read())
    for number, lines in enumerate(_cards(text)):
        if number >= most:
            break
        sys.stdout.write(json.dumps(_values(lines)) + "\n")


def _too_slow(_signal: int, _frame: object) -> None:
    raise TimeoutError


def _decoded(octets: bytes) -> str:
    """UTF-8 as the newer kinds must be, else what older Windows programs write."""
    for mark, codec in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if octets.startswith(mark):
            return octets.decode(codec, "replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeError:
        return octets.decode("cp1252", "replace")


def _cards(text: str) -> Iterator[list[str]]:
    """The lines of each card, so that a broken one takes no other along."""
    lines: list[str] = []
    inside = False
    # Not splitlines: a card may hold signs that it takes for ends of lines.
    for line in re.split(r"\r\n|\n|\r", text):
        if not inside and not _BEGIN.fullmatch(line):
            continue
        if inside and _BEGIN.fullmatch(line):
            # The one before was never closed.
            yield lines
            lines = []
        inside = True
        lines.append(line)
        if _END.fullmatch(line):
            yield lines
            lines, inside = [], False
    if lines:
        yield lines


def _values(lines: list[str]) -> Values:
    if not _END.fullmatch(lines[-1]):
        return {"bad": "open"}
    if len(lines) > MOST_LINES and len(lines) > PHOTO_LIMIT // 30:
        return {"bad": "large"}
    import vobject

    vobject.vcard.VCardTextBehavior.decode = classmethod(_whole)
    signal.setitimer(signal.ITIMER_REAL, CARD_SECONDS)
    try:
        found = next(vobject.readComponents("\r\n".join(lines) + "\r\n", allowQP=True))
        return _told(found.contents)
    except TimeoutError:
        return {"bad": "slow"}
    except Exception:  # whatever a library may raise at what strangers have written
        return {"bad": "broken"}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _whole(_behavior: Any, line: Any) -> None:
    """In place of the library's: a comma that nobody escaped would cut off the rest, as it does data URIs."""
    if not line.encoded:
        return
    octets = line.value if isinstance(line.value, bytes) else line.value.encode()
    if any(word.upper() in ("B", "BASE64") for word in _encodings(line)):
        line.value = base64.b64decode(octets)
    else:
        line.value = ",".join(_unescaped(line.value))
    line.encoded = False


def _encodings(line: Any) -> list[str]:
    return [*line.params.get("ENCODING", []), *line.singletonparams]


def _unescaped(value: Any) -> list[str]:
    from vobject.icalendar import stringToTextValues

    return list(stringToTextValues(value))


def _told(contents: Mapping[str, list[Any]]) -> Values:
    lines = {name: [_text(each.value) for each in all_of[:MOST_VALUES]] for name, all_of in contents.items()}
    name = next((value for value in lines.get("fn", ()) if value.strip()), "")
    if not name and contents.get("n"):
        parts = contents["n"][0].value
        name = " ".join(
            _text(getattr(parts, part, "")) for part in ("prefix", "given", "additional", "family")
        )
    told: Values = {
        "name": name or next(iter(lines.get("nickname", ())), ""),
        "addresses": [each.removeprefix("mailto:").strip() for each in lines.get("email", ())],
        "organisation": next(iter(lines.get("org", ())), ""),
        "telephone": ", ".join(each.removeprefix("tel:").strip() for each in lines.get("tel", ())),
        "note": "\n".join(lines.get("note", ())),
        "groups": [
            name for each in contents.get("categories", ())[:MOST_VALUES] for name in _list(each.value)
        ],
    }
    return told | _photo(contents.get("photo", []))


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_text(each) for each in value[:MOST_VALUES] if each)[:VALUE_LIMIT]
    return value[:VALUE_LIMIT] if isinstance(value, str) else ""


def _list(value: Any) -> list[str]:
    pieces = value if isinstance(value, list) else str(value).split(",")
    return [_text(each).strip() for each in pieces[:MOST_VALUES]]


def _photo(photos: list[Any]) -> Values:
    """The first picture that came along; one that lies elsewhere is not fetched."""
    for each in photos:
        octets = each.value
        if isinstance(octets, str) and (start := _DATA_URI.match(octets)):
            octets = base64.b64decode(octets[start.end() : start.end() + 2 * PHOTO_LIMIT])
        if isinstance(octets, bytes) and len(octets) > PHOTO_LIMIT:
            return {"photo_large": True}
        if isinstance(octets, bytes) and octets:
            return {"photo": base64.b64encode(octets).decode("ascii")}
    return {}


def write_cards(cards: Sequence[Values], *, version: str) -> Iterator[str]:
    """Each card as text of this version, "3.0" or "4.0"; the values are those that reading gives."""
    import vobject

    # Folded like every other line, as the standard wants it.
    vobject.vcard.wacky_apple_photo_serialize = False
    for values in cards:
        card = vobject.vCard()
        card.add("fn").value = values["name"]
        given, _blank, family = values["name"].rpartition(" ")
        card.add("n").value = vobject.vcard.Name(family=family, given=given)
        for name, kept in (("email", values["addresses"]), ("tel", _phones(values["telephone"]))):
            for value in kept:
                card.add(name).value = value
        if values["organisation"]:
            card.add("org").value = [values["organisation"]]
        if values["note"]:
            card.add("note").value = values["note"]
        if values["groups"]:
            card.add("categories").value = list(values["groups"])
        if values.get("photo"):
            _add_photo(card, values["photo"], values["photo_type"], version=version)
        text = str(card.serialize())
        # The library writes the older version only, which differs in nothing else that is written here.
        yield text.replace("\r\nVERSION:3.0\r\n", f"\r\nVERSION:{version}\r\n", 1)


def _phones(telephone: str) -> list[str]:
    return [each.strip() for each in telephone.split(",") if each.strip()]


def _add_photo(card: Any, octets: bytes, media_type: str, *, version: str) -> None:
    photo = card.add("photo")
    if version == "4.0":
        photo.value = f"data:{media_type};base64,{base64.b64encode(octets).decode('ascii')}"
        photo.encoded = True
        photo.isNative = False
        return
    photo.value = octets
    photo.encoding_param = "B"
    photo.type_param = media_type.partition("/")[2].upper()


if __name__ == "__main__":
    main(int(sys.argv[1]))
