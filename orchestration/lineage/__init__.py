"""Lineage by column: what a statement's result is made of, and which marts a failed check reaches."""
