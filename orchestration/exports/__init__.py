"""Exports: contracts, recognition, reading, landing, privacy. Nothing here knows Dagster or dbt."""
