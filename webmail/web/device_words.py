"""Device, browser and network of a sign-in, as people call them."""

from webmail.accounts import Device, DeviceKind
from webmail.web.words import _


def device_words(device: Device) -> str:
    """ "Phone, Firefox"."""
    kind = {
        DeviceKind.COMPUTER: _("Computer"),
        DeviceKind.PHONE: _("Phone"),
        DeviceKind.TABLET: _("Tablet"),
        DeviceKind.UNKNOWN: _("Device"),
    }[device.kind]
    return _("%(device)s, %(browser)s", device=kind, browser=device.browser or _("unknown browser"))


def browser_words(word: str) -> str:
    """The same from the word that stands with a support code: "phone Firefox"."""
    kind, _space, browser = word.partition(" ")
    known = {each.value: each for each in DeviceKind}
    return device_words(
        Device(known.get(kind, DeviceKind.UNKNOWN), browser if browser not in ("", "-") else None)
    )


def network_words(name: str | None) -> str:
    """The name that the settings give to the network; all that have none are the other network."""
    return name or _("other network")
