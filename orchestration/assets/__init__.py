"""Dagster assets: each reads settings, calls one function that knows no Dagster, and says what came of it."""
