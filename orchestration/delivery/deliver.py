"""Delivering a week: what is new goes into the outbox, what waits there is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from orchestration.close import newest_report
from orchestration.delivery.alerts import Alert, fired, unjudged
from orchestration.delivery.composing import (
    NAME,
    Words,
    alert_line,
    compose_alerts,
    compose_report,
    correction,
    shop_lines,
)
from orchestration.delivery.config import Delivery, Recipient, read_delivery
from orchestration.delivery.numbers import WeekNumbers, read_numbers
from orchestration.delivery.outbox import Entry, Outbox, last_sent
from orchestration.delivery.sending import SendingError, send_chat, send_mail
from orchestration.settings import Settings
from orchestration.weeks import IsoWeek


@dataclass(frozen=True)
class Delivered:
    """What came of a delivery, a line a message; `held` says what is not sent while numbers are withheld."""

    lines: tuple[str, ...]
    sent: int
    waiting: int
    held: tuple[str, ...] = ()


def deliver_week(
    settings: Settings, week: IsoWeek, *, now: datetime | None = None, dry_run: bool = False
) -> Delivered:
    """Send a week's report and alerts to those who have not got this version, and what waited before.

    A home without `delivery.yaml` sends nothing. Raises ConfigurationError for a file that can't be used;
    what does not leave stays in the outbox, and its line says why.
    """
    delivery = read_delivery(settings)
    if delivery is None:
        return Delivered((), 0, 0)
    moment = now or datetime.now(UTC)
    outbox = Outbox(settings.outbox)
    numbers = read_numbers(settings.snapshot, str(week))
    _, withheld = newest_report(settings.reports, str(week))
    held = tuple(_held(delivery, numbers, withheld))
    planned = _planned(settings, delivery, numbers, outbox, moment)
    if dry_run:
        lines = tuple(f"would send  {one.recipient:<32} {one.subject}" for one, _ in planned)
        return Delivered((*lines, *held), 0, len(planned), held)
    for entry, message in planned:
        outbox.put(entry, message.as_bytes())
    delivered = flush(delivery, outbox, moment)
    return replace(delivered, lines=(*delivered.lines, *held), held=held)


def _held(delivery: Delivery, numbers: WeekNumbers, withheld: Sequence[str]) -> Iterator[str]:
    """What is not sent and not judged while checks fail."""
    if withheld and not delivery.send_withheld:
        yield (
            f"not sent    the report of {numbers.week} withholds numbers of {len(withheld)} mart(s); "
            "`send_withheld: true` in delivery.yaml sends it all the same"
        )
    for rule in unjudged(delivery, numbers):
        yield f"not judged  alert {rule.name}: {rule.metric} is withheld, because a check failed"


def flush(delivery: Delivery, outbox: Outbox, now: datetime) -> Delivered:
    """Try to send all that waits. A message to someone who is no longer named is dropped."""
    recipients = {one.name: one for one in delivery.recipients}
    lines, sent, waiting = [], 0, 0
    for entry in outbox.entries():
        if entry.state != "waiting":
            continue
        recipient = recipients.get(entry.recipient)
        if recipient is None:
            outbox.note(replace(entry, state="superseded", error="no longer named in delivery.yaml"))
            continue
        tried = replace(
            entry, attempts=entry.attempts + 1, at=now.astimezone(UTC).isoformat(timespec="microseconds")
        )
        try:
            _send(delivery, recipient, outbox.message(entry), entry)
        except SendingError as error:
            outbox.note(replace(tried, error=str(error)))
            lines.append(f"waiting     {entry.recipient:<32} {error}")
            waiting += 1
        else:
            outbox.note(replace(tried, state="sent", error=""))
            lines.append(f"sent        {entry.recipient:<32} {entry.subject}")
            sent += 1
    return Delivered(tuple(lines), sent, waiting)


def _planned(
    settings: Settings, delivery: Delivery, numbers: WeekNumbers, outbox: Outbox, now: datetime
) -> list[tuple[Entry, EmailMessage]]:
    """The messages that are not in the outbox yet."""
    entries = outbox.entries()
    alerts = fired(delivery, numbers, now.date())
    planned = []
    for recipient in delivery.recipients:
        words = Words(recipient.language, numbers.currency)
        if recipient.report == "shops":
            found = [_of_shop(settings, delivery, recipient, numbers, shop, entries, words, now)
                     for shop in recipient.shops]  # fmt: skip
        else:
            found = (
                [_report(settings, delivery, recipient, numbers, entries, words, now)]
                if recipient.report
                else []
            )
        planned += [made for made in found if made]
        if recipient.alerts and (made := _alerts(delivery, recipient, alerts, numbers, entries, words, now)):
            planned.append(made)
    return planned


def _report(
    settings: Settings,
    delivery: Delivery,
    recipient: Recipient,
    numbers: WeekNumbers,
    entries: list[Entry],
    words: Words,
    now: datetime,
) -> tuple[Entry, EmailMessage] | None:
    """The report of all shops, with a line on each of the recipient's."""
    if recipient.shops and not set(recipient.shops) & {*numbers.shops, "all"}:
        return None
    entry = Entry(numbers.week, "report", numbers.version, recipient.name, "", totals=numbers.totals())
    notes = shop_lines(words, numbers, recipient.shops)
    return _letter(delivery, recipient, entry, settings.reports, "", notes, entries, words, now)


def _of_shop(
    settings: Settings,
    delivery: Delivery,
    recipient: Recipient,
    numbers: WeekNumbers,
    shop: str,
    entries: list[Entry],
    words: Words,
    now: datetime,
) -> tuple[Entry, EmailMessage] | None:
    """The report of one shop alone: its version, its corrections, its address, and nothing of the others."""
    own = numbers.only(shop)
    if not own.values:
        return None
    entry = Entry(own.week, "report", own.version, recipient.name, "", totals=own.totals(shop), shop=shop)
    folder = settings.reports_of(shop)
    return _letter(delivery, recipient, entry, folder, f"shops/{shop}/", [], entries, words, now)


def _letter(
    delivery: Delivery,
    recipient: Recipient,
    entry: Entry,
    reports: Path,
    below: str,
    shop_notes: list[str],
    entries: list[Entry],
    words: Words,
    now: datetime,
) -> tuple[Entry, EmailMessage] | None:
    """A week's report as a letter, unless this version is in the outbox already, or withholds numbers and
    may not be sent."""
    if any(one.name == entry.name and one.week == entry.week for one in entries):
        return None
    newest, withheld = newest_report(reports, entry.week)
    if withheld and not delivery.send_withheld:
        return None
    folder = newest / recipient.language
    subject = _subject(folder)
    subject = words.say("withheld", subject=subject) if withheld else subject
    entry, notes = replace(entry, subject=subject), shop_notes
    if before := last_sent(entries, entry):
        told = correction(words, entry.totals, before.totals) or [words.say("moved_elsewhere")]
        notes = [words.say("corrected_lead"), *told, *notes]
        subject = words.say("corrected", subject=entry.subject)
        entry = replace(entry, subject=subject, corrects=before.version)
    if delivery.link:
        address = f"{delivery.link.rstrip('/')}/{below}{folder.relative_to(reports)}/{NAME}.html"
        notes = [*notes, words.say("link", address=address)]
    return entry, compose_report(delivery, recipient, entry, folder, notes, now)


def _subject(folder: Path) -> str:
    return str(message_from_bytes((folder / f"{NAME}.eml").read_bytes(), policy=SMTP)["Subject"])


def _alerts(
    delivery: Delivery,
    recipient: Recipient,
    alerts: Sequence[Alert],
    numbers: WeekNumbers,
    entries: list[Entry],
    words: Words,
    now: datetime,
) -> tuple[Entry, EmailMessage] | None:
    """The alerts of a recipient's shops that he has not been told of this week."""
    told = {
        key
        for one in entries
        if (one.week, one.kind, one.recipient) == (numbers.week, "alert", recipient.name)
        for key in one.totals
    }
    mine = [
        one
        for one in alerts
        if one.key not in told and (not recipient.shops or one.shop_id in recipient.shops)
    ]
    if not mine:
        return None
    version = f"{numbers.version}{len(told)}"
    subject = words.say("alerts", week=numbers.week, count=len(mine))
    totals = {one.key: str(one.value) for one in mine}
    entry = Entry(numbers.week, "alert", version, recipient.name, subject, totals=totals)
    lines = [subject, "", *(alert_line(words, one) for one in mine)]
    return entry, compose_alerts(delivery, recipient, entry, lines, now)


def _send(delivery: Delivery, recipient: Recipient, content: bytes, entry: Entry) -> None:
    message = message_from_bytes(content, policy=SMTP)
    assert isinstance(message, EmailMessage)
    if recipient.chat:
        body = message.get_body(("plain",))
        send_chat(recipient.chat, entry.subject, str(body.get_content()) if body else entry.subject)
    elif delivery.smtp:
        send_mail(delivery.smtp, message)
    else:
        raise SendingError("delivery.yaml has no smtp: any more")
