"""The names of the jobs, apart from their making: who only names one needn't import Dagster."""

WEEKLY_JOB = "weekly_close"
LANDING_JOB = "land_exports"
CLOSING_JOB = "close_week"
