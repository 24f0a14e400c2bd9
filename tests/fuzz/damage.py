"""Damages of coordinate files, each a named function of a text and a source of chance."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .text import MMCIF_TAGS, PDB_COLUMNS, Text

FORMS = ("pdb", "mmcif")
AMINO_ACIDS = (b"ALA CYS ASP GLU PHE GLY HIS ILE LYS LEU MET ASN PRO GLN ARG SER THR VAL TRP TYR").split()
OTHER_RESIDUES = (b"HOH MSE TPO ATP ANP STI ZN NA CL SO4 DA DG A U UNK UNX UNL XXX ACE NH2 NAG HEM 0 1PE").split()
ELEMENTS = b"H D C N O S P ZN FE X Q9 ? * SE BR U".split()
# What a program that failed leaves in place of a number.
NO_NUMBERS = b"nan NaN inf -inf ******** 1e9 -1e9 1e308 1e-300 0 -0.0 . ? --1 1,5 0x1F 1e 99999999 9999.999".split()


MOST_CHAINS = 62  # as many as a PDB file has letters for; the work on a chain is that of a whole protein


@dataclass(frozen=True)
class Damage:
    """A way to damage a file: of its text, or of the bytes it is stored in."""

    name: str
    function: Callable[..., bytes]
    forms: tuple[str, ...]
    stored: bool = False


DAMAGES: dict[str, Damage] = {}


def damage(*forms: str, stored: bool = False) -> Callable[[Callable[..., bytes]], Callable[..., bytes]]:
    """Enter a function in the list, for these forms (both by default)."""

    def enter(function: Callable[..., bytes]) -> Callable[..., bytes]:
        name = function.__name__.replace("_", " ")
        DAMAGES[name] = Damage(name, function, forms or FORMS, stored)
        return function

    return enter


def few(rng: Random, most: int = 64) -> int:
    """A number from 1 on, small ones as likely as large ones."""
    return max(1, min(most, int(2 ** (rng.random() * most.bit_length()))))


def span(rng: Random, length: int, most: float = 0.5) -> tuple[int, int]:
    """A stretch of a content, from one byte to a share of it."""
    size = max(1, int(length * most * 10 ** (-4 * rng.random())))
    start = rng.randrange(max(1, length - size))
    return start, min(length, start + size)


def flipped(content: bytes, places: list[int], rng: Random) -> bytes:
    """Flip one bit at each place."""
    changed = bytearray(content)
    for place in places:
        changed[place] ^= 1 << rng.randrange(8)
    return bytes(changed)


def some(rng: Random, things: list[int]) -> list[int]:
    """One, a few or all of them."""
    count = rng.choice((1, few(rng), len(things) // 2, len(things)))
    return sorted(rng.sample(things, min(len(things), max(1, count)))) if things else []


def shuffled(rng: Random, things: list) -> list:
    return rng.sample(things, len(things))


def with_lines(text: Text, places: list[int], change: Callable[[bytes], bytes]) -> bytes:
    lines = list(text.lines)
    for i in places:
        lines[i] = change(lines[i])
    return b"\n".join(lines)


def inserted(text: Text, place: int, *lines: bytes) -> bytes:
    return b"\n".join([*text.lines[:place], *lines, *text.lines[place:]])


def anywhere(text: Text, rng: Random) -> int:
    return rng.randrange(len(text.content))


# --------------------------------------------------------------------------------------------- cut short


@damage()
def cut_at_a_byte(text: Text, rng: Random) -> bytes:
    return text.content[:anywhere(text, rng)]


@damage()
def cut_in_the_first_lines(text: Text, rng: Random) -> bytes:
    return text.content[:rng.randrange(min(2000, len(text.content)))]


@damage()
def cut_at_a_line(text: Text, rng: Random) -> bytes:
    return b"\n".join(text.lines[:rng.randrange(len(text.lines))])


@damage()
def cut_inside_an_atom(text: Text, rng: Random) -> bytes:
    if not text.atoms:
        return text.content
    last = rng.choice(text.atoms)
    return b"\n".join([*text.lines[:last], text.lines[last][:rng.randrange(len(text.lines[last]))]])


@damage()
def beginning_missing(text: Text, rng: Random) -> bytes:
    return text.content[1 + anywhere(text, rng):]


@damage()
def header_missing(text: Text, rng: Random) -> bytes:
    return b"\n".join(text.lines[text.header:])


@damage()
def atoms_missing(text: Text, rng: Random) -> bytes:
    gone = set(some(rng, text.atoms))
    return b"\n".join(line for i, line in enumerate(text.lines) if i not in gone)


# ------------------------------------------------------------------------------------------------- bytes


@damage()
def bits_flipped(text: Text, rng: Random) -> bytes:
    return flipped(text.content, [anywhere(text, rng) for _ in range(few(rng, 1000))], rng)


@damage()
def bits_flipped_in_the_header(text: Text, rng: Random) -> bytes:
    size = max(1, sum(len(line) + 1 for line in text.lines[:text.header]) - 1)
    return flipped(text.content, [rng.randrange(size) for _ in range(few(rng, 1000))], rng)


@damage()
def bits_flipped_in_coordinates(text: Text, rng: Random) -> bytes:
    def change(value: bytes) -> bytes:
        return flipped(value, [rng.randrange(len(value))], rng).replace(b"\n", b"*") if value else b"*"

    return text.edit(rng.choice("xyz"), change, some(rng, text.atoms))


@damage()
def bytes_replaced(text: Text, rng: Random) -> bytes:
    changed = bytearray(text.content)
    for _ in range(few(rng, 1000)):
        changed[anywhere(text, rng)] = rng.randrange(256)
    return bytes(changed)


@damage()
def digits_replaced(text: Text, rng: Random) -> bytes:
    changed = bytearray(text.content)
    digits = [found.start() for found in re.finditer(rb"\d", text.content)]
    for place in rng.sample(digits, min(len(digits), few(rng, 4000))):
        changed[place] = rng.choice(b"0123456789-. ")
    return bytes(changed)


@damage()
def bytes_zeroed(text: Text, rng: Random) -> bytes:
    start, end = span(rng, len(text.content))
    return text.content[:start] + bytes(end - start) + text.content[end:]


@damage()
def null_bytes_put_in(text: Text, rng: Random) -> bytes:
    content = text.content
    for _ in range(few(rng)):
        place = anywhere(text, rng)
        content = content[:place] + b"\0" + content[place:]
    return content


@damage()
def letters_outside_ascii(text: Text, rng: Random) -> bytes:
    content = text.content
    for _ in range(few(rng)):
        place = anywhere(text, rng)
        content = content[:place] + rng.choice(("é", "Å", "α", "中", "\u2028", "\x85")).encode() + content[place + 1:]
    return content


@damage()
def block_deleted(text: Text, rng: Random) -> bytes:
    start, end = span(rng, len(text.content))
    return text.content[:start] + text.content[end:]


@damage()
def block_duplicated(text: Text, rng: Random) -> bytes:
    start, end = span(rng, len(text.content))
    return text.content[:end] + text.content[start:end] * rng.choice((1, 1, 3)) + text.content[end:]


@damage()
def block_moved(text: Text, rng: Random) -> bytes:
    start, end = span(rng, len(text.content))
    rest = text.content[:start] + text.content[end:]
    place = rng.randrange(len(rest) + 1)
    return rest[:place] + text.content[start:end] + rest[place:]


# ------------------------------------------------------------------------------------------------- lines


@damage()
def all_lines_shuffled(text: Text, rng: Random) -> bytes:
    return b"\n".join(shuffled(rng, text.lines))


@damage()
def header_lines_shuffled(text: Text, rng: Random) -> bytes:
    return b"\n".join([*shuffled(rng, text.lines[:text.header]), *text.lines[text.header:]])


@damage()
def all_lines_reversed(text: Text, rng: Random) -> bytes:
    return b"\n".join(reversed(text.lines))


@damage()
def lines_deleted(text: Text, rng: Random) -> bytes:
    share = rng.choice((0.001, 0.1, 0.5, 0.9))
    return b"\n".join(line for line in text.lines if rng.random() >= share)


@damage()
def lines_duplicated(text: Text, rng: Random) -> bytes:
    share = rng.choice((0.001, 0.1, 1))
    return b"\n".join(line for line in text.lines for _ in range(1 + (rng.random() < share)))


@damage()
def atoms_shuffled(text: Text, rng: Random) -> bytes:
    return text.in_order(shuffled(rng, text.atoms))


@damage()
def atoms_shuffled_within_residues(text: Text, rng: Random) -> bytes:
    return text.in_order([i for group in text.groups("chain", "number", "icode", "residue")
                          for i in shuffled(rng, group)])


@damage()
def residues_reordered(text: Text, rng: Random) -> bytes:
    return text.in_order([i for group in shuffled(rng, text.groups("chain", "number", "icode", "residue"))
                          for i in group])


@damage()
def residues_reversed(text: Text, rng: Random) -> bytes:
    return text.in_order([i for group in text.groups("chain", "number", "icode", "residue")[::-1] for i in group])


@damage()
def chains_reordered(text: Text, rng: Random) -> bytes:
    return text.in_order([i for group in text.groups("chain")[::-1] for i in group])


@damage()
def chains_interleaved(text: Text, rng: Random) -> bytes:
    queues = [group[::-1] for group in text.groups("chain")]
    order = []
    while queues := [queue for queue in queues if queue]:
        order += [queue.pop() for queue in queues]
    return text.in_order(order)


@damage()
def atoms_repeated(text: Text, rng: Random) -> bytes:
    return inserted(text, text.header, *[text.lines[i] for i in text.atoms])


@damage("pdb")
def models_repeated(text: Text, rng: Random) -> bytes:
    body = [line for line in text.lines[text.header:] if not line.startswith((b"END", b"MODEL"))]
    number = rng.choice((b"1", b"2", b"-1", b"x", b"99999"))
    models = [line for k in range(rng.choice((2, 5)))
              for line in (b"MODEL     %4d" % k if rng.random() < 0.5 else b"MODEL     " + number, *body, b"ENDMDL")]
    return b"\n".join([*text.lines[:text.header], *models, b"END"])


@damage("pdb")
def chain_ends_misplaced(text: Text, rng: Random) -> bytes:
    lines = [line for line in text.lines if not line.startswith(b"TER")]
    word = rng.choice((b"TER", b"ENDMDL", b"END", b"MODEL        1", b""))
    share = rng.choice((0.001, 0.05, 1))
    return b"\n".join(one for line in lines for one in ((line, word) if word and rng.random() < share else (line,)))


@damage("pdb")
def record_names_damaged(text: Text, rng: Random) -> bytes:
    word = rng.choice((b"ATOM  ", b"HETATM", b"atom  ", b"ATOMS ", b"      ", b"SEQRES", b"DBREF ", b"REMARK",
                       b"CONECT", b"SEQADV", b"MODRES", b"LINK  ", b"SSBOND", b"HELIX ", b"SHEET ", b"ANISOU",
                       b"SOURCE", b"COMPND"))
    return with_lines(text, some(rng, list(range(len(text.lines)))), lambda line: word + line[6:])


@damage("pdb")
def columns_shifted(text: Text, rng: Random) -> bytes:
    front = rng.choice((b" ", b"  ", b"\t", b">"))
    return with_lines(text, some(rng, list(range(len(text.lines)))), lambda line: front + line)


@damage("pdb")
def fields_shifted(text: Text, rng: Random) -> bytes:
    place = rng.randrange(6, 80)
    if rng.random() < 0.5:
        return with_lines(text, some(rng, text.atoms), lambda line: line[:place] + b" " + line[place:])
    return with_lines(text, some(rng, text.atoms), lambda line: line[:place] + line[place + 1:])


@damage("pdb")
def lines_cut_short(text: Text, rng: Random) -> bytes:
    width = rng.randrange(1, 80)
    return with_lines(text, some(rng, list(range(len(text.lines)))), lambda line: line[:width])


@damage()
def tabs_for_blanks(text: Text, rng: Random) -> bytes:
    return re.sub(rb" +" if rng.random() < 0.5 else rb" ", b"\t", text.content)


@damage()
def other_line_ends(text: Text, rng: Random) -> bytes:
    return text.content.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", b"\n\r", b"\x0b", b"\x0c", b" ", b"")))


@damage()
def letter_case_changed(text: Text, rng: Random) -> bytes:
    return text.content.lower() if rng.random() < 0.7 else text.content.swapcase()


@damage()
def a_very_long_line(text: Text, rng: Random) -> bytes:
    word = rng.choice((b" ", b"A", b"A ", b"1 ", b"'", b";", b"x1.0 ", b"_a.b ", b"loop_ "))
    filling = word * rng.choice((10_000, 500_000))
    return inserted(text, rng.choice((0, text.header, rng.randrange(len(text.lines)))), filling)


@damage()
def a_long_tail(text: Text, rng: Random) -> bytes:
    return text.content + rng.choice((b"\n", b" ", b"\0", b"A", b"#\n", b"END\n")) * rng.choice((1000, 100_000))


@damage()
def something_in_front(text: Text, rng: Random) -> bytes:
    front = rng.choice((b"\xef\xbb\xbf", b"\n" * 5000, b"<html>\n", b"{\n", b"\0", b">9zzz\nACDEF\n", b"# comment\n",
                        b"REMARK made by hand\n", b"data_\n", b"\xff\xfe", b"PK\x03\x04", b"HTTP/1.1 200 OK\n\n"))
    return front + text.content


@damage()
def the_file_twice(text: Text, rng: Random) -> bytes:
    return text.content + rng.choice((b"", b"\n")) + text.content


# ------------------------------------------------------------------------------------------------- atoms


@damage()
def chains_blanked(text: Text, rng: Random) -> bytes:
    return text.edit("chain", lambda old: b"")


@damage()
def chains_at_random(text: Text, rng: Random) -> bytes:
    letters = [b"A", b"B", b"", b"a", b"*", b"1", b"\x7f", b'"', b"'", b"_", b"#", b"$"][:rng.randrange(2, 13)]
    return text.edit("chain", lambda old: rng.choice(letters), some(rng, text.atoms))


@damage()
def a_chain_for_every_residue(text: Text, rng: Random) -> bytes:
    names: dict[int, bytes] = {}
    for k, group in enumerate(text.groups("chain", "number", "icode", "residue")):
        names.update(dict.fromkeys(group, b"%c" % (65 + k % 26) if text.form == "pdb" else b"C%d" % (k % MOST_CHAINS)))
    order = iter([names[i] for i in text.atoms])
    return text.edit("chain", lambda old: next(order))


@damage()
def residue_numbers_equal(text: Text, rng: Random) -> bytes:
    number = rng.choice((b"1", b"0", b"-5", b"9999"))
    return text.edit("number", lambda old: number)


@damage()
def residue_numbers_odd(text: Text, rng: Random) -> bytes:
    odd = rng.choice((b"-1", b"-999", b"****", b"99999", b"A000", b"zzzz", b"2147483647", b"-2147483648", b"4294967297",
                      b"1.5", b"", b"?", b"x", b"1" * 30))
    return text.edit("number", lambda old: odd, some(rng, text.atoms))


@damage()
def residue_numbers_at_random(text: Text, rng: Random) -> bytes:
    most = rng.choice((5, 999, 9999))
    return text.edit("number", lambda old: b"%d" % rng.randint(-min(most, 999), most), some(rng, text.atoms))


@damage()
def residue_numbers_negative(text: Text, rng: Random) -> bytes:
    return text.edit("number", lambda old: b"-" + old.lstrip(b"-"))


@damage()
def insertion_codes_at_random(text: Text, rng: Random) -> bytes:
    return text.edit("icode", lambda old: rng.choice((b"A", b"B", b"z", b"1", b"*")), some(rng, text.atoms))


@damage()
def serials_equal(text: Text, rng: Random) -> bytes:
    serial = rng.choice((b"1", b"0", b"-1", b"99999", b"*****", b"A0000"))
    return text.edit("serial", lambda old: serial)


@damage()
def altlocs_scrambled(text: Text, rng: Random) -> bytes:
    alphabet = tuple(b"%c" % k for k in range(65, 91))
    labels = rng.choice(((b"A", b"B"), (b"A", b"B", b"C", b"1", b"?", b"."), (b"A",), alphabet))
    return text.edit("altloc", lambda old: rng.choice(labels), some(rng, text.atoms))


@damage()
def occupancies_odd(text: Text, rng: Random) -> bytes:
    value = rng.choice((b"0.00", b"-1.00", b"nan", b"inf", b"1e30", b"1e39", b"", b"*****", b"9e999"))
    return text.edit("occupancy", lambda old: value, some(rng, text.atoms))


@damage()
def occupancies_and_altlocs_odd(text: Text, rng: Random) -> bytes:
    content = text.edit("altloc", lambda old: rng.choice((b"A", b"B")), some(rng, text.atoms))
    return Text(content, text.form).edit(
        "occupancy", lambda old: rng.choice((b"nan", b"inf", b"-inf", b"-1.0", b"1e38", b"0")))


@damage()
def b_factors_odd(text: Text, rng: Random) -> bytes:
    value = rng.choice((b"nan", b"-1.00", b"1e39", b"*****", b"", b"999999.99"))
    return text.edit("b_factor", lambda old: value, some(rng, text.atoms))


@damage()
def coordinates_are_no_numbers(text: Text, rng: Random) -> bytes:
    value = rng.choice(NO_NUMBERS)
    return text.edit(rng.choice("xyz"), lambda old: value, some(rng, text.atoms))


@damage()
def coordinates_all_zero(text: Text, rng: Random) -> bytes:
    for axis in "xyz":
        text = Text(text.edit(axis, lambda old: b"0.000"), text.form)
    return text.content


@damage()
def atoms_in_a_small_box(text: Text, rng: Random) -> bytes:
    size = rng.choice((0.001, 1, 5))
    for axis in "xyz":
        text = Text(text.edit(axis, lambda old: b"%.3f" % (size * rng.random())), text.form)
    return text.content


@damage()
def atoms_far_apart(text: Text, rng: Random) -> bytes:
    size = rng.choice((999, 1e6, 1e15, 1e100, 1e160, 1e300))
    for axis in "xyz":
        chosen = some(rng, text.atoms)
        text = Text(text.edit(axis, lambda old: b"%.3g" % (size * rng.uniform(-1, 1)), chosen), text.form)
    return text.content


@damage()
def elements_odd(text: Text, rng: Random) -> bytes:
    one = rng.choice(ELEMENTS)
    if rng.random() < 0.5:
        return text.edit("element", lambda old: rng.choice(ELEMENTS), some(rng, text.atoms))
    return text.edit("element", lambda old: one)


@damage()
def elements_blanked(text: Text, rng: Random) -> bytes:
    return text.edit("element", lambda old: b"", some(rng, text.atoms))


@damage()
def atom_names_odd(text: Text, rng: Random) -> bytes:
    names = rng.choice(((b"CA",), (b"N", b"C", b"CA", b"O"), (b"", b"?"), (b"H1'", b"''''", b'"""', b"\x7f"),
                        (b"X" * 12,)))
    return text.edit("name", lambda old: rng.choice(names), some(rng, text.atoms))


@damage()
def residue_names_at_random(text: Text, rng: Random) -> bytes:
    names = rng.choice((AMINO_ACIDS, OTHER_RESIDUES, AMINO_ACIDS + OTHER_RESIDUES, [b"ALA"], [b"STI"], [b"", b"?"],
                        [b"ABCDEFGHIJKL"], [b"HOH"], [b"ATP"]))
    new = [rng.choice(names) for group in text.groups("chain", "number", "icode", "residue") for _ in group]
    order = iter(new)
    return text.edit("residue", lambda old: next(order), some(rng, text.atoms))


@damage()
def atoms_and_hetero_atoms_swapped(text: Text, rng: Random) -> bytes:
    def swap(line: bytes) -> bytes:
        if line.startswith(b"ATOM  "):
            return b"HETATM" + line[6:]
        return b"ATOM  " + line[6:]

    return with_lines(text, some(rng, text.atoms), swap)


# ------------------------------------------------------------------------------------------------ header

SEQUENCE = (b"SEQRES", b"MODRES"), (b"_entity_poly_seq.", b"_pdbx_poly_seq_scheme.", b"_entity_poly.")
REFERENCE = (b"DBREF", b"SEQADV"), (b"_struct_ref.", b"_struct_ref_seq.", b"_struct_ref_seq_dif.")
SOURCE = (b"COMPND", b"SOURCE"), (b"_entity.", b"_entity_src_gen.", b"_struct_asym.")
OPERATORS = (b"MTRIX", b"REMARK 350", b"REMARK 290"), (b"_pdbx_struct_oper_list.", b"_struct_ncs_oper.",
                                                       b"_pdbx_struct_assembly_gen.", b"_pdbx_struct_assembly.")
LINKS = (b"LINK  ", b"SSBOND", b"HELIX ", b"SHEET ", b"CISPEP"), (b"_struct_conn.", b"_struct_conf.")


def header_damaged(text: Text, rng: Random, kinds: tuple[tuple[bytes, ...], tuple[bytes, ...]]) -> bytes:
    """Permute, repeat, drop, cut or overwrite the records of a kind."""
    places = text.records(*kinds[FORMS.index(text.form)])
    if not places:
        return text.content
    how = rng.randrange(7)
    lines = list(text.lines)
    if how == 0:
        for place, i in zip(places, shuffled(rng, places), strict=True):
            lines[place] = text.lines[i]
        return b"\n".join(lines)
    if how == 1:
        return inserted(text, places[-1] + 1, *[text.lines[i] for i in places] * rng.choice((1, 20)))
    chosen = some(rng, places)
    if how == 2:
        return b"\n".join(line for i, line in enumerate(lines) if i not in set(chosen))
    if how == 3:
        return with_lines(text, chosen, lambda line: line[:rng.randrange(len(line) + 1)])
    if how == 4:
        return with_lines(text, chosen, lambda line: flipped(line, [rng.randrange(len(line))], rng) if line else b"*")
    if how == 5:
        return with_lines(text, chosen, lambda line: re.sub(
            rb"(?<=[ \t])-?\d+(?=[ \t])", lambda found: (rng.choice((b"0", b"-1", b"99999", b"1e9", b"x", b"?"))
                                                       .rjust(len(found[0]))[:max(1, len(found[0]))]), line))
    return with_lines(text, chosen, lambda line: line[:12] + bytes(shuffled(rng, list(line[12:]))))


@damage()
def sequence_damaged(text: Text, rng: Random) -> bytes:
    return header_damaged(text, rng, SEQUENCE)


@damage()
def database_ranges_damaged(text: Text, rng: Random) -> bytes:
    return header_damaged(text, rng, REFERENCE)


@damage()
def organism_damaged(text: Text, rng: Random) -> bytes:
    return header_damaged(text, rng, SOURCE)


@damage()
def operators_damaged(text: Text, rng: Random) -> bytes:
    return header_damaged(text, rng, OPERATORS)


@damage()
def links_damaged(text: Text, rng: Random) -> bytes:
    return header_damaged(text, rng, LINKS)


@damage()
def cell_broken(text: Text, rng: Random) -> bytes:
    lengths = rng.choice(((0, 0, 0), (1, 1, 1), (0.01, 0.01, 0.01), (-10, 20, 30), (1e-6, 50, 50), (5, 5, 5),
                          (99999, 1, 1), (30, 30, 30)))
    angles = rng.choice(((90, 90, 90), (0, 0, 0), (180, 180, 180), (1, 1, 1), (-90, 400, 90), (120, 120, 120)))
    group = rng.choice((b"P 1", b"P 21 21 21", b"F m -3 m", b"I 41 3 2", b"nonsense", b"", b"P 1 21 1", b"H 3 2"))
    if text.form == "pdb":
        record = b"CRYST1%9.3f%9.3f%9.3f%7.2f%7.2f%7.2f %-11b   1" % (*lengths, *angles, group)
        places = text.records(b"CRYST1")
        if not places:
            return inserted(text, text.header, record)
        if rng.random() < 0.3:
            return with_lines(text, places, lambda line: flipped(line, [rng.randrange(6, len(line))], rng))
        return with_lines(text, places, lambda line: record)
    tags = (b"_cell.length_a", b"_cell.length_b", b"_cell.length_c",
            b"_cell.angle_alpha", b"_cell.angle_beta", b"_cell.angle_gamma")
    changes = dict(zip(tags, (b"%g" % value for value in (*lengths, *angles)), strict=True))
    changes |= {b"_symmetry.space_group_name_H-M": b"'%b'" % group}

    def change(line: bytes) -> bytes:
        tag = line.split()[0]
        return tag + b" " + changes[tag]

    places = [i for i in text.records(b"_cell.", b"_symmetry.")
              if text.lines[i].split() and text.lines[i].split()[0] in changes]
    return with_lines(text, places, change) if places else inserted(
        text, 1, *(b" ".join(pair) for pair in changes.items()))


@damage("pdb")
def continuation_records_endless(text: Text, rng: Random) -> bytes:
    record = rng.choice((b"SEQRES   1 A  999  ALA GLY SER THR CYS VAL LEU ILE MET PRO PHE TYR TRP",
                         b"SEQADV 9ZZZ GLY A    1  UNP  P00519              EXPRESSION TAG",
                         b"SEQADV 9ZZZ GLY A  315  UNP  P00519    THR   315 ENGINEERED MUTATION",
                         b"DBREF  9ZZZ A    1   999  UNP    P00519   ABL1_HUMAN       1    999",
                         b"COMPND    MOL_ID: 1; CHAIN: A, B, C, D, E, F, G, H;",
                         b"MODRES 9ZZZ MSE A    1  MET  MODIFIED RESIDUE",
                         b"LINK         C   ACE A   0                 N   GLY A   1     1555   1555  1.33",
                         b"REMARK 350   BIOMT1   1  1.000000  0.000000  0.000000        0.00000",
                         b"REMARK   2 RESOLUTION. 9999.99 ANGSTROMS."))
    return inserted(text, rng.choice((1, text.header)), *[record] * rng.choice((10, 3000)))


# ------------------------------------------------------------------------------------------------- mmCIF


def tokens(text: Text, rng: Random, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    """Change the values of rows of atoms or of other lines."""
    pool = text.atoms if rng.random() < 0.5 else list(range(len(text.lines)))
    return with_lines(text, some(rng, pool), lambda line: b" ".join(change(line.split())))


@damage("mmcif")
def loop_values_missing(text: Text, rng: Random) -> bytes:
    gone = rng.randrange(20)
    return tokens(text, rng, lambda values: values[:gone % len(values)] + values[gone % len(values) + 1:]
                  if values else values)


@damage("mmcif")
def loop_values_put_in(text: Text, rng: Random) -> bytes:
    value = rng.choice((b"1", b".", b"?", b"'two words'", b"loop_", b"data_x", b"_a.b", b"save_", b"stop_", b"global_"))

    def change(values: list[bytes]) -> list[bytes]:
        place = rng.randrange(len(values) + 1)
        return [*values[:place], value, *values[place:]]

    return tokens(text, rng, change)


@damage("mmcif")
def atom_columns_missing(text: Text, rng: Random) -> bytes:
    """Leave out the tag of a column, its values, or both."""
    tags = [i for i, line in enumerate(text.lines) if line.startswith(b"_atom_site.")]
    if not tags:
        return text.content
    column = rng.randrange(len(tags))
    content = text.content
    if rng.random() < 0.8:
        content = with_lines(text, text.atoms, lambda line: b" ".join(
            v for k, v in enumerate(line.split()) if k != column))
    if rng.random() < 0.8 or content == text.content:
        lines = content.split(b"\n")
        del lines[tags[column]]
        content = b"\n".join(lines)
    return content


@damage("mmcif")
def atom_columns_swapped(text: Text, rng: Random) -> bytes:
    tags = [i for i, line in enumerate(text.lines) if line.startswith(b"_atom_site.")]
    lines = list(text.lines)
    for place, i in zip(tags, shuffled(rng, tags), strict=True):
        lines[place] = text.lines[i]
    return b"\n".join(lines)


@damage("mmcif")
def tags_renamed(text: Text, rng: Random) -> bytes:
    tags = [i for i, line in enumerate(text.lines) if line.startswith(b"_")]
    new = rng.choice((b"_atom_site.Cartn_x", b"_entity.id", b"_", b"_x", b"__.__", b"_atom_site.B_iso", b"loop_",
                      b"id"))
    return with_lines(text, some(rng, tags), lambda line: b" ".join([new, *line.split()[1:]]))


@damage("mmcif")
def quotes_unterminated(text: Text, rng: Random) -> bytes:
    mark = rng.choice((b"'", b'"', b" '", b' "', b"\n;", b"\n;\n", b"'\n"))
    content = text.content
    for _ in range(few(rng, 8)):
        place = anywhere(text, rng)
        content = content[:place] + mark + content[place:]
    return content


@damage("mmcif")
def text_fields_put_in(text: Text, rng: Random) -> bytes:
    line = rng.choice((b";", b";\n;", b";x", b"#", b"loop_", b"loop_\n_a.b", b"save_x", b"data_", b"stop_", b"global_",
                       b"_a.b"))
    content = text
    for _ in range(few(rng, 8)):
        content = Text(inserted(content, rng.randrange(len(content.lines)), line), text.form)
    return content.content


@damage("mmcif")
def another_block(text: Text, rng: Random) -> bytes:
    block = rng.choice((b"data_other\n_cell.length_a 1\n", b"data_other\nloop_\n_atom_site.Cartn_x\n1 2 3\n",
                        b"data_\n", b"data_other\nloop_\n_refln.index_h\n1 2 3\n",
                        b"data_9zzz\n_atom_site.Cartn_x 1.0\n"))
    if rng.random() < 0.5:
        return block + text.content
    return inserted(text, rng.randrange(len(text.lines)), *block.split(b"\n"))


@damage("mmcif")
def a_huge_loop(text: Text, rng: Random) -> bytes:
    count = rng.choice((10, 1000, 100_000))
    loop = rng.choice((b"loop_\n_x.y\n" + b"1 " * count,
                       b"loop_\n" + b"".join(b"_x.y%d\n" % k for k in range(count)) + b"1 " * count,
                       b"loop_\n" * count,
                       b"loop_\n_entity_poly_seq.entity_id\n_entity_poly_seq.num\n_entity_poly_seq.mon_id\n"
                       + b"".join(b"1 %d GLY\n" % k for k in range(count)),
                       b"loop_\n_struct_ref_seq_dif.mon_id\n_struct_ref_seq_dif.pdbx_pdb_strand_id\n"
                       b"_struct_ref_seq_dif.pdbx_auth_seq_num\n" + b"GLY A 7\n" * min(count, 20_000)))
    return text.content + b"\n" + loop if rng.random() < 0.5 else inserted(text, 1, *loop.split(b"\n"))


@damage("mmcif")
def names_too_long(text: Text, rng: Random) -> bytes:
    field = rng.choice(("chain", "residue", "name", "altloc", "element", "icode", "number"))
    name = rng.choice((b"ABCDEFGH", b"ABCDEFGHI", b"A" * 100, b"1" * 18, b"A" * 5000))
    return text.edit(field, lambda old: name, some(rng, text.atoms))


@damage("mmcif")
def model_numbers_odd(text: Text, rng: Random) -> bytes:
    numbers = rng.choice(((b"1", b"2"), (b"x",), (b"-1",), (b"99999999999",), (b"?",), (b"0", b"1", b"2", b"3")))
    return with_lines(text, some(rng, text.atoms),
                      lambda line: line.rstrip().rsplit(None, 1)[0] + b" " + rng.choice(numbers))


# ------------------------------------------------------------------------------------- the stored bytes


@damage(stored=True)
def stream_cut(stored: bytes, rng: Random) -> bytes:
    return gzip.compress(stored, 1, mtime=0)[:rng.randrange(1, len(stored) // 2 + 20)]


@damage(stored=True)
def bits_flipped_in_the_stream(stored: bytes, rng: Random) -> bytes:
    packed = gzip.compress(stored, 1, mtime=0)
    return flipped(packed, [rng.randrange(len(packed)) for _ in range(few(rng))], rng)


@damage(stored=True)
def bits_flipped_in_the_stream_header(stored: bytes, rng: Random) -> bytes:
    packed = gzip.compress(stored, 1, mtime=0)
    return flipped(packed, [rng.randrange(12)], rng)


@damage(stored=True)
def stream_bytes_zeroed(stored: bytes, rng: Random) -> bytes:
    packed = gzip.compress(stored, 1, mtime=0)
    start, end = span(rng, len(packed))
    return packed[:start] + bytes(end - start) + packed[end:]


@damage(stored=True)
def stream_end_wrong(stored: bytes, rng: Random) -> bytes:
    packed = gzip.compress(stored, 1, mtime=0)
    return rng.choice((packed[:-8] + b"\1" * 8, packed[:-4], packed + b"more", packed + b"\0" * 512,
                       packed + packed[:100], packed + packed, packed + b"\x1f\x8b"))


@damage(stored=True)
def gzipped_again(stored: bytes, rng: Random) -> bytes:
    return gzip.compress(gzip.compress(stored, 1, mtime=0), 1, mtime=0)


assert set(PDB_COLUMNS) == set(MMCIF_TAGS)
