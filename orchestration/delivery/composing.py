"""Messages from what was rendered: the letter gets its sender, receiver, notes and attachments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from orchestration.delivery.alerts import Alert
from orchestration.delivery.config import Delivery, Recipient
from orchestration.delivery.numbers import WeekNumbers
from orchestration.delivery.outbox import Entry

NAME = "weekly-review"
NOTES = "<!--notes-->"
_TYPES = {
    "pdf": ("application", "pdf"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": ("text", "html"),
    "md": ("text", "markdown"),
}
# What a correction is told of, and what a shop's line shows.
_TOLD = ("net_sales", "cm1", "cm2", "cm3", "total_return_cost", "late_dispatch_rate")
_NOTE = "margin:8px 0;padding:8px 12px;background:#fdf7e8;border-left:4px solid #d9a021"


class Words:
    """Sentences of the message catalogue in one language, with amounts in the reporting currency."""

    def __init__(self, language: str, currency: str) -> None:
        from reports.formats import Formatter
        from reports.metrics import read_metrics

        self.formatter = Formatter(language, currency)
        self.metrics = read_metrics()

    def say(self, key: str, **values: Any) -> str:
        """A message, filled."""
        from reports import messages

        return str(messages.say(self.formatter, f"delivery.{key}", values))

    def metric(self, name: str) -> str:
        """What a metric is called."""
        return self.metrics[name].label_in(self.formatter.language) if name in self.metrics else name

    def value(self, name: str, value: Decimal) -> str:
        """A metric's value with its unit."""
        unit = self.metrics[name].unit if name in self.metrics else ""
        is_rate = unit in ("rate", "ratio", "share", "percent") or name.endswith(("_rate", "_share"))
        return self.formatter(
            value, "pct1" if is_rate else "money0" if unit.startswith("money") or not unit else "num0"
        )


def correction(words: Words, now: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    """What changed since the version a recipient has, a line a metric; empty when none of them moved."""
    lines = []
    for name in _TOLD:
        old, new = before.get(name), now.get(name)
        if old is None or new is None or Decimal(old) == Decimal(new):
            continue
        shown = [words.value(name, Decimal(one)) for one in (old, new)]
        lines.append(words.say("moved", metric=words.metric(name), before=shown[0], now=shown[1]))
    return lines


def shop_lines(words: Words, numbers: WeekNumbers, shops: Sequence[str]) -> list[str]:
    """A line for each of a recipient's shops."""
    lines = []
    for shop in shops:
        sales, margin = numbers.values.get((shop, "net_sales")), numbers.values.get((shop, "cm3"))
        if sales is not None and margin is not None:
            told = {"net_sales": words.value("net_sales", sales), "cm3": words.value("cm3", margin)}
            lines.append(words.say("shop", shop=shop, **told))
    return lines


def compose_report(
    delivery: Delivery, recipient: Recipient, entry: Entry, folder: Path, notes: Sequence[str], now: datetime
) -> EmailMessage:
    """The week's letter to one recipient, with what is attached to it."""
    message = _letter(folder / f"{NAME}.eml", notes)
    del message["Subject"]
    message["Subject"] = entry.subject
    _address(message, delivery, recipient, entry, now)
    if recipient.mail:
        for kind in recipient.attach:
            main, sub = _TYPES[kind]
            content = (folder / f"{NAME}.{kind}").read_bytes()
            message.add_attachment(
                content, maintype=main, subtype=sub, filename=f"{NAME}-{entry.week}.{kind}"
            )
    return message


def compose_alerts(
    delivery: Delivery, recipient: Recipient, entry: Entry, lines: Sequence[str], now: datetime
) -> EmailMessage:
    """Alerts as a plain letter."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = entry.subject
    message.set_content("\n".join(lines) + "\n", cte="base64")
    _address(message, delivery, recipient, entry, now)
    return message


def alert_line(words: Words, alert: Alert) -> str:
    """An alert as a sentence."""
    values = {
        "shop": words.say("all_shops") if alert.shop_id == "all" else alert.shop_id,
        "metric": words.metric(alert.metric), "value": words.value(alert.metric, alert.value),
        "against": words.value(alert.metric, alert.against),
    }  # fmt: skip
    return words.say(f"alert.{alert.kind}", **values)


def _letter(path: Path, notes: Sequence[str]) -> EmailMessage:
    """The rendered letter, with notes above its first line, in both of its parts."""
    from reports.escaping import for_html

    parsed = message_from_bytes(path.read_bytes(), policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    plain, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    assert plain is not None  # the report's writer makes both
    assert html is not None
    if notes:
        _replace(plain, "\n".join(notes) + "\n\n" + plain.get_content(), "plain")
        lines = "<br>".join(for_html(note) for note in notes)
        _replace(html, html.get_content().replace(NOTES, f'<p style="{_NOTE}">{lines}</p>', 1), "html")
    return parsed


def _replace(part: MIMEPart, text: str, subtype: str) -> None:
    part.set_content(text, subtype=subtype, charset="utf-8", cte="base64")


def _address(
    message: EmailMessage, delivery: Delivery, recipient: Recipient, entry: Entry, now: datetime
) -> None:
    message["From"] = delivery.smtp.sender if delivery.smtp else "suanqing@localhost"
    message["To"] = recipient.mail or "undisclosed-recipients:;"
    message["Date"] = format_datetime(now.astimezone(UTC))
    # The same message again is known by its name, where a server took it and its answer was lost.
    message["Message-ID"] = f"<{entry.week}.{entry.name}@suanqing>"
    message["Auto-Submitted"] = "auto-generated"
