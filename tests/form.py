"""A form as a browser sees it: its fields by their labels, and what is sent when it is submitted."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

FIELDS = ("input", "select", "textarea", "button")


def words(text: str) -> str:
    """Text as it is read: one space where there is any white space."""
    return re.sub(r"[\s\u00a0\u00ad]+", " ", text).strip()


def hidden(element: Tag) -> bool:
    """Whether a person without script cannot see it."""
    return any(
        tag.has_attr("hidden") or tag.name in ("template", "noscript") for tag in (element, *element.parents)
    )


def names_of(element: Tag, page: BeautifulSoup) -> list[str]:
    """What a person or a screen reader may call the element."""
    found = [element.get(name) for name in ("aria-label", "title", "value", "placeholder")]
    if element.name == "input" and element.get("type") not in ("submit", "button"):
        found = [element.get(name) for name in ("aria-label", "title", "placeholder")]
    found.append(element.get_text(" ") if element.name in ("a", "button", "summary") else None)
    found += [image.get("alt") for image in element.select("img[alt]")]
    found += [image.get("aria-label") for image in element.select("[role=img][aria-label]")]
    for identity in str(element.get("aria-labelledby", "")).split():
        label = page.find(id=identity)
        found.append(label.get_text(" ") if isinstance(label, Tag) else None)
    found += [label.get_text(" ") for label in labels_of(element, page)]
    return [words(str(name)) for name in found if name and words(str(name))]


def labels_of(element: Tag, page: BeautifulSoup) -> list[Tag]:
    """The <label> elements of a field."""
    labels = list(page.find_all("label", attrs={"for": element["id"]})) if element.get("id") else []
    around = element.find_parent("label")
    return [*labels, around] if around is not None else labels


def find(candidates: list[Tag], name: str, page: BeautifulSoup, *, what: str) -> Tag:
    """The one element of this name; an exact name wins over one that only contains it."""
    visible = [element for element in candidates if not hidden(element)]
    named = [(element, names_of(element, page)) for element in visible]
    exact = [element for element, names in named if name in names]
    partly = [element for element, names in named if any(name in each for each in names)]
    found = exact or partly
    if not found:
        there = sorted({names[0] for _, names in named if names})
        raise AssertionError(f"no {what} {name!r} here; there are {there}")
    return found[0]


def fields_of(form: Tag, page: BeautifulSoup) -> list[Tag]:
    """Every field that belongs to the form, wherever it stands."""
    mine = form.get("id")
    return [
        field
        for field in page.find_all(FIELDS)
        if (field.get("form") == mine if field.has_attr("form") else field.find_parent("form") is form)
    ]


def form_of(element: Tag, page: BeautifulSoup) -> Tag | None:
    """The form an element belongs to."""
    if element.has_attr("form"):
        found = page.find("form", id=str(element["form"]))
        return found if isinstance(found, Tag) else None
    return element.find_parent("form")


def values_of(form: Tag, page: BeautifulSoup, *, button: Tag | None = None) -> list[tuple[str, str]]:
    """What the browser sends: the successful controls, and the button that was pressed."""
    return [
        (str(field["name"]), value)
        for field in fields_of(form, page)
        if field.get("name") and not _disabled(field)
        for value in _values(field, pressed=field is button)
    ]


def _disabled(field: Tag) -> bool:
    return field.has_attr("disabled") or field.find_parent("fieldset", disabled=True) is not None


def _values(field: Tag, *, pressed: bool) -> Iterator[str]:
    if field.name == "textarea":
        yield re.sub(r"\r?\n", "\r\n", field.get_text().removeprefix("\n"))
    elif field.name == "select":
        options = field.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")]
        if not chosen and not field.has_attr("multiple"):
            chosen = options[:1]
        yield from (str(option.get("value", words(option.get_text()))) for option in chosen)
    else:
        kind = str(field.get("type", "submit" if field.name == "button" else "text"))
        if kind in ("submit", "image"):
            if pressed:
                yield str(field.get("value", ""))
        elif kind in ("checkbox", "radio"):
            if field.has_attr("checked"):
                yield str(field.get("value", "on"))
        elif kind not in ("button", "reset", "file"):
            yield str(field.get("value", ""))


def put(field: Tag, value: str) -> None:
    """Types or chooses a value."""
    if field.name == "textarea":
        field.string = value
    elif field.name == "select":
        _choose(field, value)
    else:
        field["value"] = value


def _choose(field: Tag, value: str) -> None:
    options = field.find_all("option")
    wanted = [option for option in options if value in (words(option.get_text()), option.get("value"))]
    if not wanted:
        raise AssertionError(f"no choice {value!r}; there are {[words(o.get_text()) for o in options]}")
    for option in options:
        del option["selected"]
    wanted[0]["selected"] = ""
