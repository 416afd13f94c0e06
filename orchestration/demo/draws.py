"""Random numbers that stay put, and the split of a whole into minor units.

Each noun of the simulation draws from a stream of its own, derived from the seed and the noun's name: one
more draw for returns changes no order.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Table = dict[str, NDArray[Any]]
NEVER = 1 << 52


class Draws:
    """The streams of one demo; the same seed and noun give the same numbers in every process."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def stream(self, noun: str) -> np.random.Generator:
        """A fresh generator for a noun (ask once a noun: it starts over each time)."""
        key = zlib.crc32(noun.encode())
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(self._seed, spawn_key=(key,))))


def pick(rng: np.random.Generator, weights: Floats | list[float], size: int) -> Ints:
    """`size` indices drawn with the given relative weights."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(edges / edges[-1], rng.random(size), side="right").astype(np.int64)


def half_up(numerator: Ints, denominator: int | Ints) -> Ints:
    """Integer division rounded half away from zero; the denominator is positive."""
    magnitude = (2 * np.abs(numerator) + denominator) // (2 * np.asarray(denominator))
    return np.sign(numerator) * magnitude


def split(whole: Ints, group: Ints, weight: Ints, fallback: Ints | None = None) -> Ints:
    """Split whole[group] over the rows by weight with the largest-remainder method; returns one part per row.

    `group` indexes `whole`; rows come in the order that breaks ties. A group whose weights are all 0 uses
    `fallback` (quantities), and equal weights when those are 0 as well. Parts of a group sum to its whole
    exactly.
    """
    if len(group) == 0:
        return np.zeros(0, dtype=np.int64)
    count = len(whole)
    weight = _usable_weights(group, weight, fallback, count)
    total = np.bincount(group, weights=weight, minlength=count).astype(np.int64)
    magnitude = np.abs(whole)[group]
    product = magnitude * weight
    part = product // total[group]
    remainder = product - part * total[group]
    left = np.abs(whole) - np.bincount(group, weights=part, minlength=count).astype(np.int64)
    order = np.lexsort((np.arange(len(group)), -remainder, group))
    sorted_group = group[order]
    first = np.searchsorted(sorted_group, sorted_group, side="left")
    part[order] += (np.arange(len(order)) - first) < left[sorted_group]
    return part * np.sign(whole)[group]


def _usable_weights(group: Ints, weight: Ints, fallback: Ints | None, count: int) -> Ints:
    usable = weight.astype(np.int64)
    for other in (fallback, np.ones(len(group), dtype=np.int64)):
        empty = np.bincount(group, weights=usable, minlength=count)[group] == 0
        if other is not None and empty.any():
            usable = np.where(empty, other, usable)
    return usable
