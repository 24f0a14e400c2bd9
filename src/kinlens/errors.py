"""The named errors of kinlens: each says what was asked, what was found and what to do."""


class KinlensError(Exception):
    """Base of every error kinlens raises on purpose."""
