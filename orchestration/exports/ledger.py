"""What the receipts of a source say, read at most once a landing and kept up while it writes new ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from orchestration.exports.deliveries import Delivery
from orchestration.exports.receipts import RECEIPTS, Receipt, read_receipt, write_receipt


class _Group:
    """The receipts of one shop's source by content, and under which names their contents came."""

    def __init__(self, folder: Path) -> None:
        self.receipts: dict[str, Receipt] = {}
        self.contents: dict[str, set[str]] = defaultdict(set)
        for receipt in map(read_receipt, sorted(folder.glob("*.json"))):
            if receipt is not None:
                self.note(receipt)

    def note(self, receipt: Receipt) -> None:
        self.receipts[receipt.sha256] = receipt
        for delivery in receipt.deliveries:
            self.contents[delivery.source_file].add(receipt.sha256)


class Ledger:
    """The receipts of a landing that nobody else writes meanwhile.

    Asking receipt by receipt would make each of ten thousand files read ten thousand receipts. A landing that
    needs none of them reads none.
    """

    def __init__(self, landing: Path) -> None:
        self._landing = landing
        self._groups: dict[tuple[str, str], _Group] = {}

    def _group(self, shop_id: str, source: str) -> _Group:
        key = shop_id, source
        if key not in self._groups:
            self._groups[key] = _Group(self._landing / RECEIPTS / shop_id / source)
        return self._groups[key]

    def has_size(self, shop_id: str, source: str, size: int) -> bool:
        """Whether any content of this size has a receipt."""
        return any(receipt.size == size for receipt in self._group(shop_id, source).receipts.values())

    def of_source(self, shop_id: str, source: str) -> dict[str, Receipt]:
        """The receipts of a shop's source, by the hash of their content."""
        return self._group(shop_id, source).receipts

    def others_named(self, shop_id: str, source: str, name: str, sha256: str) -> Iterator[Delivery]:
        """The deliveries of other contents that came under a name."""
        group = self._group(shop_id, source)
        for content in group.contents.get(name, set()) - {sha256}:
            yield from (d for d in group.receipts[content].deliveries if d.source_file == name)

    def write(self, receipt: Receipt) -> None:
        """Move a receipt into place."""
        write_receipt(self._landing, receipt)
        if (group := self._groups.get((receipt.shop_id, receipt.source))) is not None:
            group.note(receipt)
