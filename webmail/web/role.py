"""@role: a view is for people with a role; the guard asks check_role()."""

from collections.abc import Callable
from typing import Any, TypeVar

from webmail import helpdesk
from webmail.accounts import Role
from webmail.web.current import current

View = TypeVar("View", bound=Callable[..., Any])


def role(wanted: Role) -> Callable[[View], View]:
    """The view answers only who has this role."""

    def mark(view: View) -> View:
        view.role = wanted  # type: ignore[attr-defined]
        return view

    return mark


def check_role(view: Callable[..., Any]) -> None:
    """Returns if the person of this request may open the view; raises Forbidden. Only behind the guard."""
    wanted = getattr(view, "role", None)
    if wanted is not None:
        helpdesk.check_role(current.roles, wanted)
