"""Checks of the optimizers."""
