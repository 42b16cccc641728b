"""Checks of answers that are numbers."""
