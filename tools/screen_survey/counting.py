"""Every distinct string of every file, and what the package reads it as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kinlens.variants import Reading, read_variant

from .plan import Entry
from .readers import Strings, read

VARIANT, NO_VARIANT, REFUSED = "variant", "not a variant", "refused"
NATURES = (VARIANT, NO_VARIANT, REFUSED)


@dataclass
class Survey:
    """What was found: strings by file, readings by string, and the files that could not be read, with the reason."""

    plan: Mapping[str, Entry]
    files: dict[str, Strings] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)

    @property
    def unread(self) -> Iterator[Entry]:
        """The files that hold no variant strings."""
        return (entry for entry in self.plan.values() if entry.none is not None)

    def classes(self, nature: str, strings: Iterable[str] | None = None) -> Counter[str]:
        """Count distinct strings of a nature by class, in one file or everywhere."""
        chosen = self.readings if strings is None else strings
        return Counter(class_of(self.readings[text]) for text in chosen if self.readings[text].nature == nature)

    def examples(self, nature: str, cls: str, most: int = 3) -> list[str]:
        """Give the most frequent strings of a class."""
        members = {text for text, read in self.readings.items() if read.nature == nature and class_of(read) == cls}
        often = Counter[str]()
        for found in self.files.values():
            often.update({text: found.counts[text] for text in members & found.counts.keys()})
        return sorted(members, key=lambda text: (-often[text], text))[:most]

    def files_with(self, text: str) -> list[str]:
        return [path for path, found in self.files.items() if text in found.counts]


def survey(folder: Path, plan: Mapping[str, Entry], each: Iterable[str] | None = None) -> Survey:
    """Read and classify; `each` are the paths, if somebody wants to watch them pass."""
    result = Survey(plan)
    for path in plan if each is None else each:
        if plan[path].none is not None:
            continue
        try:
            found = read(folder, plan[path])
            result.readings |= {text: read_variant(text) for text in found.counts.keys() - result.readings.keys()}
            result.files[path] = found
        except Exception as error:  # noqa: BLE001  whatever is wrong with one file, the others are still surveyed
            result.failures[path] = f"{type(error).__name__}: {error}"
    return result


def class_of(reading: Reading) -> str:
    """Name what a string is: the kinds of its variants, what a non-variant is, or why it was refused."""
    return " + ".join(sorted({str(variant.kind) for variant in reading.variants})) or reading.what
