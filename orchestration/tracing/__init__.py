"""Tracing: from a file to the numbers it feeds, and from an order back to every row that speaks of it."""
