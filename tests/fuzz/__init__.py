"""Damaged input: whatever is fed to kinlens, a result or a named error comes back, soon and in little memory.

``python -m tests.fuzz --files 10000 --seed 1`` runs it; a case follows from its kind, seed and number alone.
"""
