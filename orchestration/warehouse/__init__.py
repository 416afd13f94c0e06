"""The warehouse file: prepared for a run, and published as a snapshot. No business rule belongs here."""
