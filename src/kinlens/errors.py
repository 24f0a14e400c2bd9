"""The named errors of kinlens: each says what was asked, what was found and what to do."""


class KinlensError(Exception):
    """Base of every error kinlens raises on purpose."""


class UsageError(KinlensError):
    """A request that could not be right for any data; the command exits with 2 instead of 1."""


class BadResidueKey(KinlensError):
    """A text that does not name a residue as ``chain:number`` with an optional insertion code.

    Parameters
    ----------
    text
        What was given.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"{self.text!r} names no residue: write chain, number and any insertion code, as in A:52A"


class StructureNotFound(KinlensError):
    """Neither a file nor a known identifier.

    Parameters
    ----------
    asked
        The path or identifier that was asked for.
    looked_in
        Folders that were searched; empty if the text can only be a path.
    """

    def __init__(self, asked: str, looked_in: tuple[str, ...]) -> None:
        super().__init__(asked, looked_in)
        self.asked = asked
        self.looked_in = looked_in

    def __str__(self) -> str:
        if not self.looked_in:
            return f"no file {self.asked!r}, and it is no PDB or AlphaFold identifier: check the path"
        folders = ", ".join(self.looked_in)
        return (
            f"no structure {self.asked!r} in {folders}: "
            "give a path, or name the folder that holds it in KINLENS_STRUCTURES"
        )


class UnreadableStructure(KinlensError):
    """Content that cannot be read as coordinates.

    Parameters
    ----------
    path
        File or object that was read.
    reason
        What went wrong.
    looks_like
        What the content looks like, such as ``an HTML page``.
    """

    def __init__(self, path: str, reason: str, looks_like: str) -> None:
        super().__init__(path, reason, looks_like)
        self.path = path
        self.reason = reason
        self.looks_like = looks_like

    def __str__(self) -> str:
        return (
            f"cannot read {self.path}: {self.reason} (it looks like {self.looks_like}); "
            "give a PDB or mmCIF file, plain or gzipped"
        )


class EmptyStructure(KinlensError):
    """A coordinate file without a single heavy atom.

    Parameters
    ----------
    path
        File or object that was read.
    found
        What it holds instead.
    """

    def __init__(self, path: str, found: str) -> None:
        super().__init__(path, found)
        self.path = path
        self.found = found

    def __str__(self) -> str:
        return f"{self.path} holds no heavy atom, only {self.found}: give a file with coordinates"


class UnknownProtein(KinlensError):
    """A name that is no gene, accession or entry name of the bundled tables.

    Parameters
    ----------
    asked
        The name that was given.
    similar
        Gene symbols that resemble it.
    """

    def __init__(self, asked: str, similar: list[str]) -> None:
        super().__init__(asked, similar)
        self.asked = asked
        self.similar = similar

    def __str__(self) -> str:
        hint = f"; similar: {', '.join(self.similar)}" if self.similar else ""
        return f"{self.asked!r} is not in the kinome or RAS tables: give a gene symbol or UniProt accession{hint}"


class BadVariant(KinlensError):
    """A text that cannot be read as a protein variant.

    Parameters
    ----------
    text
        What was given.
    reason
        What is wrong with it.
    """

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)
        self.text = text
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.text!r} is no variant kinlens reads: {self.reason}; write T315I, Thr315Ile, ABL1:T315I or T315"


class BadSite(UsageError):
    """A site definition that cannot be read.

    Parameters
    ----------
    text
        What was given.
    reason
        What is wrong with it.
    """

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)
        self.text = text
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"site {self.text!r}: {self.reason}; write name=ligand:STJ, name=chain:H+L "
            "or name=residues:1150-1160,1171 (UniProt numbers)"
        )


class SiteNotFound(KinlensError):
    """A well-formed site that the structure does not have.

    Parameters
    ----------
    text
        What was asked for.
    reason
        What is missing, and what there is instead.
    """

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)
        self.text = text
        self.reason = reason

    def __str__(self) -> str:
        return f"site {self.text!r}: {self.reason}"


class UnknownMode(UsageError):
    """A way of measuring that does not exist.

    Parameters
    ----------
    mode
        What was asked for.
    modes
        The modes there are.
    """

    def __init__(self, mode: str, modes: tuple[str, ...]) -> None:
        super().__init__(mode, modes)
        self.mode = mode
        self.modes = modes

    def __str__(self) -> str:
        return f"no mode {self.mode!r}: distances are measured by {', '.join(self.modes)}"


class ChainNotFound(KinlensError):
    """A chain that the structure does not have.

    Parameters
    ----------
    asked
        The chain that was asked for.
    chains
        The chains there are.
    """

    def __init__(self, asked: str, chains: tuple[str, ...]) -> None:
        super().__init__(asked, chains)
        self.asked = asked
        self.chains = chains

    def __str__(self) -> str:
        return f"the structure has no chain {self.asked!r}; it has {', '.join(self.chains) or 'none'}"


class ReferenceDataError(KinlensError):
    """Bundled data that is missing or not what the manifest says.

    Parameters
    ----------
    name
        File that is wrong.
    reason
        What is wrong with it.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name = name
        self.reason = reason

    def __str__(self) -> str:
        return f"bundled data {self.name}: {self.reason}; reinstall kinlens or rebuild it with tools/build_reference.py"


class NothingAsked(UsageError):
    """A structure was named but no variant.

    Parameters
    ----------
    source
        The structure.
    """

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source

    def __str__(self) -> str:
        return f"no variant was asked for{' of ' + self.source if self.source else ''}: add one, such as T315I"


class NeedsStructure(UsageError):
    """Something asked of the atlas that only a structure can answer.

    Parameters
    ----------
    asked
        What was asked for.
    """

    def __init__(self, asked: str) -> None:
        super().__init__(asked)
        self.asked = asked

    def __str__(self) -> str:
        return f"{self.asked} needs a structure, and none is named: the atlas has whole entries, any heavy atom"


class ResidueNotFound(KinlensError):
    """A residue or anchor that no chain of the structure has.

    Parameters
    ----------
    asked
        The residue or anchor.
    entry
        The structure.
    anchors
        Anchors there are, where one was asked for.
    """

    def __init__(self, asked: str, entry: str, anchors: tuple[str, ...] = ()) -> None:
        super().__init__(asked, entry, anchors)
        self.asked = asked
        self.entry = entry
        self.anchors = anchors

    def __str__(self) -> str:
        if self.anchors:
            return f"{self.entry} has no anchor {self.asked!r}; its anchors are {', '.join(self.anchors)}"
        return f"{self.entry} has no residue {self.asked!r} (UniProt numbers): report() says why, as a status"


class BadOutput(UsageError):
    """An output that cannot be written as asked.

    Parameters
    ----------
    output
        File or format.
    reason
        What is wrong with it.
    """

    def __init__(self, output: str, reason: str) -> None:
        super().__init__(output, reason)
        self.output = output
        self.reason = reason

    def __str__(self) -> str:
        return f"cannot write {self.output}: {self.reason}"
