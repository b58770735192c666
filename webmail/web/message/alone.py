"""A message's text as a document of its own: in its frame, and on paper."""

from flask import request
from werkzeug.wrappers import Response

from webmail.mail import MessageRef
from webmail.web.current import current
from webmail.web.filters import day_and_time
from webmail.web.message import bp
from webmail.web.message.remarks import remarks_of
from webmail.web.pages import page

# Never more than this: no script, no form, no frame, nothing from elsewhere but images asked for.
BODY_POLICY = (
    "default-src 'none'; img-src 'self' data:{images}; style-src 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox{more}"
)
# Our own page asks the frame to print itself; a document without script asks for nothing by itself.
PRINTING = " allow-modals"


def asked(word: str) -> bool:
    """Whether the address says so: images=1, text=1."""
    return request.args.get(word) == "1"


def wants_images() -> bool:
    """Whether remote images are asked for by somebody who has not chosen never to see any."""
    return asked("images") and current.taste.images


def under_policy(response: Response, *, images: bool, more: str = "") -> Response:
    """The answer under the policy of mail, which may stand in a frame of ours."""
    policy = BODY_POLICY.format(images=" https: http:" if images else "", more=more)
    response.headers["Content-Security-Policy"] = policy
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@bp.get("/<message:ref>/body")
def body(ref: MessageRef) -> Response:
    """The HTML body alone, for its frame, under a policy of its own."""
    images = wants_images()
    return under_policy(
        page("message/body.html", body=current.mailbox.body(ref, images=images)), images=images
    )


@bp.get("/<message:ref>/print", endpoint="print")
def on_paper(ref: MessageRef) -> Response:
    """The message as it is printed: its header as a table, its text, the names of what hangs on it."""
    images = wants_images()
    message = current.mailbox.read(ref, seen=False, images=images, plain=asked("text"))
    # "Today" is not today any more when somebody reads the paper.
    written = day_and_time(message.date or message.received, current.zone)
    response = page(
        "message/body.html",
        body=message.body,
        printed=message,
        written=written,
        remarks=remarks_of(message),
    )
    return under_policy(response, images=images, more=PRINTING)
