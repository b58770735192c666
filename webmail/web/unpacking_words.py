"""The words for a TNEF attachment that is not unpacked."""

from webmail.web.words import _


def not_unpacked(reason: str) -> str:
    """Why what lies in the file is not shown."""
    sentences = {
        "large": _("This file is too large to be unpacked here. You can download it."),
        "busy": _("Other files are being unpacked at the moment. Please try again in a few seconds."),
    }
    return sentences.get(reason, _("This file could not be unpacked. You can download it as it is."))
