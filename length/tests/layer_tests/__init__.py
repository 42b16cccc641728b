"""Checks of the layers."""
