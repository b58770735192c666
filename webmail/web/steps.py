"""Steps that can be taken back, as they travel sealed in a notice."""

import json
from collections.abc import Sequence
from typing import Any

from webmail.mail import Flag, Keyword, Marked, Moved, Step, expand, read_ranges, written
from webmail.policy import Feature
from webmail.web.current import current

STEP = "step"
# The notice lies in the cookie until its page is made, and a browser takes 4 KB of cookie and no more.
LONGEST = 2000
MOST = 100_000


def sealed_steps(steps: Sequence[Step]) -> str | None:
    """What takes the deed back; None where there is no way, or it is longer than a cookie holds."""
    told = [_told(step) for step in steps if step.uids]
    text = json.dumps(told, separators=(",", ":"))
    if not told or len(text) > LONGEST or not current.policy.allows(Feature.UNDO):
        return None
    return current.seal(STEP, text)


def opened_steps(sealed: str) -> tuple[Step, ...]:
    """The steps behind sealed_steps(); raises SealBroken."""
    return tuple(_step(*each) for each in json.loads(current.unseal(STEP, sealed)))


def _told(step: Step) -> list[Any]:
    uids = written(step.uids)
    if isinstance(step, Moved):
        return ["moved", step.target, step.uidvalidity, uids, step.count, step.source]
    return ["marked", step.folder, step.uidvalidity, uids, step.count, step.flag.name, step.on]


def _step(kind: str, folder: str, uidvalidity: int, uids: str, count: int, *more: Any) -> Step:
    numbers = expand(read_ranges(uids.encode()), most=MOST)
    if kind == "moved":
        return Moved(more[0], folder, uidvalidity, numbers, count)
    flag = Flag[more[0]] if more[0] in Flag.__members__ else Keyword(more[0])
    return Marked(folder, uidvalidity, flag, more[1], numbers, count)
