"""The ways out: SMTP by the standard library, chats and webhooks by Apprise.

What does not leave raises SendingError, nothing else.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage

from orchestration.delivery.config import Smtp
from orchestration.settings import secret

_SECONDS = 30


class SendingError(Exception):
    """A message did not leave; the text says why, without a secret in it."""


def send_mail(smtp: Smtp, message: EmailMessage) -> None:
    """Hand a message to the server."""
    password = secret("SUANQING_SMTP_PASSWORD")
    if smtp.user and password is None:
        raise SendingError(f"the password of {smtp.user} is missing: set SUANQING_SMTP_PASSWORD.")
    try:
        with _connected(smtp) as server:
            if smtp.user and password is not None:
                server.login(smtp.user, password)
            refused = server.send_message(message)
    except smtplib.SMTPAuthenticationError:
        raise SendingError(f"{smtp.host} does not accept the password of {smtp.user}.") from None
    except (smtplib.SMTPException, OSError) as error:
        raise SendingError(f"{smtp.host}:{smtp.port}: {error}") from None
    if refused:
        raise SendingError(f"{smtp.host} refused {', '.join(refused)}.")


def _connected(smtp: Smtp) -> smtplib.SMTP:
    if smtp.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(smtp.host, smtp.port, timeout=_SECONDS)
    if smtp.security == "starttls":
        server.starttls(context=ssl.create_default_context())
    return server


def chat_variable(name: str) -> str:
    """The variable that holds a chat's address."""
    return f"SUANQING_CHAT_{name.upper().replace('-', '_')}"


def send_chat(name: str, title: str, text: str) -> None:
    """Hand a text to the chat whose address the environment holds."""
    import apprise

    address = secret(chat_variable(name))
    if not address:
        raise SendingError(f"the address of chat {name} is missing: set {chat_variable(name)}.")
    chat = apprise.Apprise()
    if not chat.add(address):
        raise SendingError(f"{chat_variable(name)} holds no address that Apprise knows.")
    logger = logging.getLogger("apprise")
    said = _Said()
    logger.addHandler(said)
    try:
        if not chat.notify(title=title, body=text, body_format=apprise.NotifyFormat.TEXT):
            why = "; ".join(said.lines)[:300].replace(address, "its address") or "it was not taken"
            raise SendingError(f"chat {name}: {why}")
    finally:
        logger.removeHandler(said)


class _Said(logging.Handler):
    """Keeps what Apprise warns of, for the message."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage())
