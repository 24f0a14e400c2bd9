"""What goes wrong in superposing."""

from __future__ import annotations

from dataclasses import dataclass

from kinlens.errors.base import KinlensError, UsageError


@dataclass(eq=False)
class BadSuperposition(UsageError):
    """A superposition that cannot be asked for.

    Parameters
    ----------
    asked
        What was asked.
    reason
        What is wrong with it.
    """

    asked: str
    reason: str

    def __str__(self) -> str:
        return (f"cannot superpose {self.asked}: {self.reason}; give structures (1iep 2xp2:A model.cif), by core, "
                "N-lobe, hinge or C-lobe")


@dataclass(eq=False)
class NothingSuperposed(KinlensError):
    """Inputs none of which could be superposed.

    Parameters
    ----------
    inputs
        How many there were.
    """

    inputs: int

    def __str__(self) -> str:
        which = f"none of the {self.inputs} inputs" if self.inputs > 1 else "the input"
        return f"{which} could {'not ' if self.inputs == 1 else ''}be superposed; the table says why"


@dataclass(eq=False)
class NotAFolder(KinlensError):
    """A folder that files cannot be written to.

    Parameters
    ----------
    folder
        Its name.
    why
        What the system says.
    """

    folder: str
    why: str

    def __str__(self) -> str:
        return f"cannot write into {self.folder}: {self.why}; name a folder that is yours, or a new one"
