"""What every named error is."""

from __future__ import annotations


class KinlensError(Exception):
    """Base of every error kinlens raises on purpose."""


class UsageError(KinlensError):
    """A request that could not be right for any data; the command exits with 2 instead of 1."""
