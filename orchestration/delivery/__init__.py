"""Sending a week's report, and alerts, to the people of the house."""
