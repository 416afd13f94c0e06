"""Dagster and the way of the data. No business rule belongs here: those live in `dbt_project/`."""
