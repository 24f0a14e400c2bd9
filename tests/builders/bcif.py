"""mmCIF text written as BinaryCIF, by biotite."""

from __future__ import annotations

import io


def bcif_bytes(text: str, *, compress: bool = True) -> bytes:
    """Encode every category; with `compress` as the servers of the wwPDB do: integers, deltas, run lengths."""
    from biotite.structure.io import pdbx

    source = pdbx.CIFFile.read(io.StringIO(text))
    file = pdbx.BinaryCIFFile()
    for block_name, block in source.items():
        file[block_name] = pdbx.BinaryCIFBlock({
            name: pdbx.BinaryCIFCategory({
                tag: pdbx.BinaryCIFColumn(
                    pdbx.BinaryCIFData(column.data.array),
                    None if column.mask is None else pdbx.BinaryCIFData(column.mask.array))
                for tag, column in category.items()})
            for name, category in block.items()})
    if compress:
        file = pdbx.compress(file)
    out = io.BytesIO()
    file.write(out)
    return out.getvalue()
