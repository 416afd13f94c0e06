"""Shops drawn at random, written as export files, in currencies with and without cents."""

from tests.reckoning.random_shops.drawing import Drawn, drawn_shops
from tests.reckoning.random_shops.home import write_home

__all__ = ["Drawn", "drawn_shops", "write_home"]
