"""The manifest: what lets a device keep the service among its programs, and share texts and files with it."""

from flask import Response, jsonify, url_for

from webmail.web.assets import asset
from webmail.web.current import current
from webmail.web.guard import public
from webmail.web.uploads import FIELD


@public
def manifest() -> Response:
    """The same for everybody; it holds nothing that the start page does not say."""
    answer = jsonify(
        {
            "name": current.service.name,
            "short_name": current.service.name,
            "start_url": url_for("root"),
            "scope": url_for("root"),
            "display": "standalone",
            "icons": [{"src": asset("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
            "share_target": {
                "action": url_for("compose.share"),
                "method": "POST",
                "enctype": "multipart/form-data",
                "params": {
                    "title": "title",
                    "text": "text",
                    "url": "url",
                    # What may be attached decides the mailbox, not the device.
                    "files": [{"name": FIELD, "accept": ["*/*"]}],
                },
            },
        }
    )
    answer.mimetype = "application/manifest+json"
    return answer
