"""Flushing denormal numbers to zero while HMMER works, as HMMER's own programs do.

Far from the alignment HMMER's probabilities shrink to denormal numbers, which the processor adds a hundred times more
slowly than zeros. The ``hmmsearch`` program turns them off; pyhmmer (0.12.3) does not, and takes eight times as long
for the same alignments. C's floating-point environment can be set from Python where its layout is known: Linux on
x86-64. Elsewhere nothing is done.
"""

from __future__ import annotations

import ctypes
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

SIZE = 32  # bytes of fenv_t on x86-64; the last four are the control register of the vector unit (MXCSR)
FLUSH = 0x8000 | 0x0040  # results that are denormal become zero, and so do denormal operands


@contextmanager
def flushed() -> Iterator[None]:
    """Flush denormal numbers to zero in this thread, and leave the environment as it was."""
    library = _library()
    if library is None:
        yield
        return
    before = ctypes.create_string_buffer(SIZE)
    library.fegetenv(before)
    control = int.from_bytes(before.raw[-4:], "little") | FLUSH
    library.fesetenv(ctypes.create_string_buffer(before.raw[:-4] + control.to_bytes(4, "little"), SIZE))
    try:
        yield
    finally:
        library.fesetenv(before)


@cache
def _library() -> Any:
    if sys.platform != "linux" or platform.machine() != "x86_64" or ctypes.sizeof(ctypes.c_void_p) != 8:
        return None
    try:
        library = ctypes.CDLL("libm.so.6")
        _ = (library.fegetenv, library.fesetenv)
    except (OSError, AttributeError):
        return None  # another C library: no harm but the time
    return library
