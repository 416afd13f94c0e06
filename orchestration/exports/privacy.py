"""Personal data stops here: a buyer is known by a keyed pseudonym, everything else about him is dropped.

The key lies in the home, readable by its owner only. Who has the warehouse but not the key can't tell whose
pseudonym it is, not even by trying names. Rotating the key (`suanqing privacy --rotate-key`) means landing
the files that hold its pseudonyms again.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

KEY_FILE = "privacy.key"
_BLOCK = 64
_LENGTH = 32
BLANKS = " \t\r\n"
"""What the engine trims off a name, too: a buyer has one pseudonym, whoever reads the file."""


def privacy_key(home: Path) -> bytes:
    """The key of a home, made on first use with mode 0600."""
    path = home / KEY_FILE
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{KEY_FILE}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(32) + "\n")
    try:
        os.link(fresh, path)  # never replaces a key that another process made meanwhile
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def pseudonym(key: bytes, name: str) -> str:
    """The pseudonym of a buyer: HMAC-SHA256 of the trimmed name, first 32 hexadecimal digits."""
    return hmac.new(key, name.strip(BLANKS).encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def sql_blocks(key: bytes) -> tuple[str, str]:
    """The inner and outer key block of HMAC-SHA256, in hexadecimal, for the engine to hash with."""
    block = (key if len(key) <= _BLOCK else hashlib.sha256(key).digest()).ljust(_BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in block).hex(), bytes(b ^ 0x5C for b in block).hex()


def sql_pseudonym(text: str) -> str:
    """The same pseudonym as a SQL expression; variables of the session hold the key, not the statement."""
    inner = f"unhex(sha256(getvariable('buyer_inner') || encode({text})))"
    return f"left(sha256(getvariable('buyer_outer') || {inner}), {_LENGTH})"
