"""Reporting phishing: asks first, as it cannot be called back; then says what became of either half."""

from flask import request
from werkzeug.wrappers import Response

from webmail.mail import MessageRef, Reported, Sent
from webmail.policy import Feature
from webmail.web.current import current
from webmail.web.message import bp
from webmail.web.message.way_back import to_list, to_message
from webmail.web.pages import confirm, done
from webmail.web.words import _


@bp.app_template_global()
def reports_phishing() -> bool:
    """Whether there is somebody to report to."""
    return bool(current.reporter.address) and current.policy.allows(Feature.REPORT_PHISHING)


@bp.post("/<message:ref>/report")
def report(ref: MessageRef) -> Response:
    """To the configured address, and into Junk."""
    here = to_message(ref)
    back = to_list(ref)
    if request.form.get("sure") != "yes" and reports_phishing():
        return confirm(
            question=_("Report this message as phishing?"),
            consequence=_(
                "The whole message is sent to %(address)s in your name and moved into the spam folder. "
                "What was sent cannot be called back.",
                address=current.reporter.address,
            ),
            deed=_("Report phishing"),
            fields=[("back", back), ("here", here)],
            back=here,
        )
    reported = current.reporter.report(
        ref,
        subject=_("Reported as phishing"),
        text=_("This message was reported as phishing. It is attached as it was received."),
    )
    steps = (reported.moved,) if reported.moved else ()
    return done(_words(reported), back_to=back if reported.in_junk else here, steps=steps)


def _words(reported: Reported) -> str:
    if reported.sent is Sent.NOT:
        return _(
            "Not reported: the mail server did not take the report. The message is still here; please try "
            "again later, and do not follow its links."
        )
    if reported.sent is Sent.UNCLEAR:
        if reported.in_junk:
            return _("Moved into the spam folder. It is not certain whether the report has arrived.")
        return _("It is not certain whether the report has arrived. The message is still here.")
    if reported.in_junk:
        return _("Reported, and moved into the spam folder.")
    return _("Reported. The message could not be moved into the spam folder and is still here.")
