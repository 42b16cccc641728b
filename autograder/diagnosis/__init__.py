"""Diagnosis: which mistake an answer holds, told from what the tests of its cell got.

outline     answers as they are kept: numbers, structure and little else
evidence    what the tests of one failed property got: compared within a tolerance, hashed for groups
catalogue   the known answers to a cell, and which of them explain a submission's failed properties
relation    how a wrong value is related to the right one, in words
diagnose    the diagnosis of each failed property of a cell
"""
