"""Which structures serve a question: the bundled inventory of entries and the files of local folders."""

from kinlens.inventory.finding import Inventory, find_structures

__all__ = ["Inventory", "find_structures"]
