"""Figures: Vega-Lite specifications written here, turned into SVG by vl-convert, without a browser or a
network.

The specifications are plain mappings, which Altair validates in the tests: importing it costs a second of
each run.
"""
