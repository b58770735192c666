"""flask commands: accounts add and show, sign-ins end, config check, directory refresh, worker."""

import signal
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from typing import cast

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from webmail.accounts import Account
from webmail.accounts.registry import AccountRefused, Registered, Registry, WantedAccount
from webmail.staff import SourceAway
from webmail.wiring import Parts
from webmail.worker import Worker, work

accounts = AppGroup("accounts", help="Who we know.")
sign_ins = AppGroup("sign-ins", help="Who is signed in.")
config = AppGroup("config", help="The settings.")
directory = AppGroup("directory", help="Who belongs to the staff.")

REFUSED = {
    "foreign": "this address does not belong to [service] domains.",
    "taken": "this belongs to another account.",
    "malformed": "this is empty, has blanks at its ends, or characters that nobody sees.",
    "too_long": "this is too long.",
}
FIELDS = {
    "address": "address",
    "name": "name",
    "subject": "subject",
    "personnel_number": "personnel number",
    "school": "school",
}
REASONS = ("restart", "helpdesk")
# Nobody waits for it, and who fetches asks the database each time whether it is time.
PAUSE_OF_DIRECTORY = 20.0
NO_DIRECTORY = "[directory] url is empty: there is nothing to fetch."
AWAY = {
    "away": "it does not answer.",
    "certificate": "its certificate is not to be trusted, or it offers no TLS; look at ca_file.",
    "refused": "it does not let us in; look at secrets/directory.",
    "search": "it refuses to be searched; look at base and filter.",
    "slow": "it is too slow.",
    "empty": "it has nobody below base who fits the filter, or our reader may not read them.",
    "too_many": "it has too many entries; look at base and filter.",
    "broken": "its answer cannot be read.",
}


def install(app: Flask) -> None:
    """Makes the commands known to `flask`."""
    for group in (accounts, sign_ins, config, directory, run_worker):
        app.cli.add_command(group)


@accounts.command("add")
@click.option("--address", required=True, help="The mailbox: name@domain.")
@click.option("--name", required=True, help="What the person is called on screen.")
@click.option("--subject", required=True, help="What the portal calls the person (the claim sub).")
@click.option("--personnel-number", help="What HR calls the person.")
@click.option("--school", help="The school of the person, spelled like that of their colleagues.")
def add(address: str, name: str, subject: str, personnel_number: str | None, school: str | None) -> None:
    """Makes an account, or changes the one with this address or subject.

    Who gets another address or subject is signed out everywhere.
    """
    wanted = WantedAccount(
        address=address.strip().lower(),
        name=name.strip(),
        subject=subject.strip(),
        personnel_number=personnel_number.strip() if personnel_number is not None else None,
        school=school.strip() if school is not None else None,
    )
    try:
        click.echo(_told(_registry().add(wanted, actor=None)))
    except AccountRefused as error:
        option = error.field.replace("_", "-")
        raise click.ClickException(f"--{option}: {REFUSED[error.why]} Nothing was changed.") from error


@accounts.command("show")
@click.option("--address", required=True, help="The mailbox: name@domain.")
def show(address: str) -> None:
    """Tells what is known of an account."""
    account = _account(address)
    living = len(_parts().sign_ins.living(account.id))
    rows = {
        "number": account.id,
        "address": account.address,
        "name": account.name,
        "subject": account.subject or "- (not linked to the portal yet)",
        "personnel number": account.personnel_number or "-",
        "school": account.school or "-",
        "account since": f"{account.created_at:%Y-%m-%d %H:%M} UTC",
        "signed in now": living,
    }
    for label, value in rows.items():
        click.echo(f"{label:17} {value}")


@sign_ins.command("end")
@click.option("--address", help="Whose sign-ins: name@domain.")
@click.option("--everybody", is_flag=True, help="Everybody's sign-ins.")
@click.option("--reason", required=True, type=click.Choice(REASONS), help="What people read as the reason.")
def end(address: str | None, everybody: bool, reason: str) -> None:
    """Ends all sign-ins of a person, or of everybody."""
    if everybody == (address is not None):
        raise click.UsageError("Say either --address or --everybody.")
    if address is None:
        ended = _registry().end_everybodys(reason, actor=None)
    else:
        ended = _registry().end_all(_account(address), reason, actor=None)
    click.echo(f"{_counted(ended)} ended.")


@config.command("check")
def check() -> None:
    """Says what in the settings is possible but probably not meant; mistakes stop every command before.

    Asks the directory of the staff too, where there is one.
    """
    found = [*_parts().warnings]
    if (staff := _parts().staff) is not None:
        try:
            staff.ask()
            click.echo("The directory of the staff answers.")
        except SourceAway as error:
            found.append(f"the directory of the staff: {AWAY[error.why]}")
    for warning in found:
        click.echo(f"Please look: {warning}")
    if not found:
        click.echo("The settings are sound.")


@directory.command("show")
def show_directory() -> None:
    """Tells when the staff was fetched last, and how many of it are listed beside the accounts."""
    if (staff := _parts().staff) is None:
        raise click.ClickException(NO_DIRECTORY)
    at, count = staff.fetched()
    click.echo(f"fetched last  {f'{at:%Y-%m-%d %H:%M} UTC' if at else '-'}\nlisted        {count}")


@directory.command("refresh")
def refresh() -> None:
    """Fetches the staff from the directory now; otherwise `flask worker` does so from time to time."""
    if (staff := _parts().staff) is None:
        raise click.ClickException(NO_DIRECTORY)
    try:
        done = staff.refresh()
    except SourceAway as error:
        raise click.ClickException(f"{AWAY[error.why]} Nothing was changed.") from error
    click.echo(
        f"{done.people} people are listed beside the accounts: "
        f"{done.added} new, {done.changed} changed, {done.removed} gone."
    )
    if done.left_out:
        click.echo(f"{done.left_out} entries were left out: without a name or address, or named twice.")


@click.command("worker")
@with_appcontext
def run_worker() -> None:
    """Does what is due while nobody looks, until it is stopped: held mail, snoozed mail, the directory."""
    parts, ended = _parts(), Event()
    try:
        worker: Worker | None = Worker(parts)
    except ValueError as error:
        if parts.staff is None:
            raise click.ClickException(
                f"{error}; what is due is done when its owner opens a list."
            ) from error
        worker = None
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    click.echo("The worker has begun.")
    staff = parts.staff
    if worker is None:
        work(_within(staff.look), ended, pause=PAUSE_OF_DIRECTORY)  # type: ignore[union-attr]
        return
    if staff is not None:
        # Fetching takes a while, and held mail does not wait for it.
        pause = {"pause": PAUSE_OF_DIRECTORY}
        Thread(target=work, args=(_within(staff.look), ended), kwargs=pause, daemon=True).start()
    work(_within(partial(worker.look, ended)), ended)


def _within(look: Callable[[], object]) -> Callable[[], None]:
    """The same within the application's context, for any thread."""
    app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]

    def looking() -> None:
        with app.app_context():
            look()

    return looking


def _parts() -> Parts:
    return cast(Parts, current_app.extensions["dienstpost"])


def _registry() -> Registry:
    parts = _parts()
    return Registry(sign_ins=parts.sign_ins, audit=parts.audit, serves=parts.door.serves, clock=parts.clock)


def _account(address: str) -> Account:
    found = _registry().look_at(address.strip().lower(), actor=None)
    if found is None:
        raise click.ClickException("There is no account with this address.")
    return found


def _told(registered: Registered) -> str:
    number = registered.account.id
    if registered.made:
        return f"Account {number} was made."
    if not registered.changed:
        return f"Account {number} was like this before; nothing was changed."
    changed = ", ".join(FIELDS[field] for field in registered.changed)
    return f"Account {number} was changed: {changed}. {_counted(registered.ended)} ended."


def _counted(count: int) -> str:
    return "1 sign-in was" if count == 1 else f"{count} sign-ins were"
