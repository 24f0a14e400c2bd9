"""Labels moved apart along a line."""

from __future__ import annotations

from collections.abc import Sequence


def spread_labels(wanted: Sequence[float], spacing: float, low: float, high: float) -> list[float]:
    """Move labels apart along a line, as little as needed and in order.

    Parameters
    ----------
    wanted : sequence of float
        Ascending places the labels would like.
    spacing : float
        Least distance between neighbours.
    low, high : float
        Ends of the line; overrun only when the labels do not fit.

    Returns
    -------
    list of float
        Ascending, at least `spacing` apart.
    """
    # Pool neighbours that touch and centre each pool on its members' wishes (pool-adjacent-violators).
    pools: list[tuple[float, list[float]]] = []  # wish of the pool's first label, wishes of all
    for place in wanted:
        pools.append((place, [place]))
        while len(pools) > 1 and pools[-1][0] < pools[-2][0] + spacing * len(pools[-2][1]):
            _, right = pools.pop()
            _, left = pools.pop()
            members = left + right
            start = sum(wish - spacing * i for i, wish in enumerate(members)) / len(members)
            pools.append((start, members))
    placed = [start + spacing * i for start, members in pools for i in range(len(members))]
    if not placed:
        return placed
    ceiling = [high - spacing * (len(placed) - 1 - i) for i in range(len(placed))]
    placed = [min(p, c) for p, c in zip(placed, ceiling, strict=True)]
    floor = [low + spacing * i for i in range(len(placed))]
    return [max(p, f) for p, f in zip(placed, floor, strict=True)]
