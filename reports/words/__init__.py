"""Words: sentences made by rules over published numbers, in every language from the same choice of facts.

A rule picks what to say, the catalogue says how. Nothing is said that a table of the report does not show.
"""
