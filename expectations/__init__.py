"""Suites as data, and the child process that holds them against the warehouse before anything is published.

Great Expectations is imported only by `datasource`, `translate` and `docs`, which `run` loads in the child
process. What everyone else uses lies in `suites`, `results` and `process`, and costs nothing.
"""
