"""Writing data files that are the same to the byte on every rebuild, and their manifest."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np

# Prose of files that a manifest may not list yet; what it lists already is left as it is.
BLOCKS = {
    "frame.tsv": """
["frame.tsv"]
what = "mean Cα positions of conserved columns of human kinase domains in a common frame, with spreads over domains"
source = "computed by kinlens from PDB entries, each gene with the weight of one; no coordinates of an entry"
credit = "the depositors of the entries; wwPDB (CC0)"
licence = "MIT (computed figures)"
sha256 = ""
bytes = 0
""",
    "atp_pose.tsv": """
["atp_pose.tsv"]
what = "mean pose of ATP in the common frame: the most common conformer of ATP and its analogues in kinases"
source = "computed by kinlens from PDB entries, each gene with the weight of one; no coordinates of an entry"
credit = "the depositors of the entries; wwPDB (CC0)"
licence = "MIT (computed figures)"
sha256 = ""
bytes = 0
""",
    "sites.toml": """
["sites.toml"]
what = "known sites of kinases: residues, the state each exists in, example entries, how the residues were obtained"
source = "written for kinlens; residues in contact computed by kinlens from the PDB entries named, no coordinates"
credit = "the depositors of the entries; wwPDB (CC0); the papers named in the file"
licence = "MIT (facts and computed figures)"
sha256 = ""
bytes = 0
""",
    "register.tsv": """
["register.tsv"]
what = "Cα–Cα distances between the anchors of human kinase domains: medians and spreads over domains"
source = "computed by kinlens from PDB entries, one median a domain; no coordinates"
credit = "the depositors of the entries; wwPDB (CC0)"
licence = "MIT (computed figures)"
sha256 = ""
bytes = 0
""",
    "profiles.hmm.gz": """
["profiles.hmm.gz"]
what = "HMMER 3 profiles of all kinases, of ten groups and of clusters of families, on one set of columns"
source = "computed with HMMER 3 from the Modi & Dunbrack 2019 kinome alignment, not included; named by KinHub"
credit = "Modi & Dunbrack, Sci Rep 2019, doi:10.1038/s41598-019-56499-4; HMMER 3"
licence = "MIT (computed figures)"
sha256 = ""
bytes = 0
""",
    "profile_columns.tsv": """
["profile_columns.tsv"]
what = "columns of the profiles: equivalent residue of PKA, KLIFS positions"
source = "computed from the Modi & Dunbrack 2019 kinome alignment and the KLIFS positions of its kinases"
credit = "Modi & Dunbrack, Sci Rep 2019, doi:10.1038/s41598-019-56499-4; KLIFS, doi:10.1093/nar/gkaa895"
licence = "MIT (computed figures)"
sha256 = ""
bytes = 0
""",
    "numberings.tsv": """
["numberings.tsv"]
what = "numberings other than UniProt canonical: isoforms, mature chains, fusions, older counts, orthologues"
source = "written for kinlens; facts from the papers and entries named in the file"
licence = "MIT"
sha256 = ""
bytes = 0
""",
}


def write_npz(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Like ``numpy.savez_compressed`` with a fixed date, so equal arrays give equal bytes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(arrays):
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            archive.writestr(member, buffer.getvalue(), compresslevel=9)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write(folder: Path) -> None:
    """Fill ``sha256`` and ``bytes`` of every data file into ``manifest.toml`` (the prose stays as it is)."""
    path = folder / "manifest.toml"
    text = path.read_text(encoding="utf-8")
    text += "".join(block for name, block in BLOCKS.items() if (folder / name).exists() and f'["{name}"]' not in text)
    lines, current = [], ""
    for line in text.splitlines():
        if line.startswith("["):
            current = line.strip('[]"')
        if line.startswith("sha256 ="):
            line = f'sha256 = "{sha256(folder / current)}"'
        if line.startswith("bytes ="):
            line = f"bytes = {(folder / current).stat().st_size}"
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
