"""Sites the user asks for: their grammar, and what they become on a chain."""

import pytest

from builders.files import mmcif_text, pdb_text
from builders.kinases import beside, entry, ruler, shortest, stranger, under
from builders.pockets import along
from kinlens.errors import BadSite, ChainNotFound, SiteNotFound, UnknownMode
from kinlens.examination import examine
from kinlens.site_finding import STANDARD, SiteRequest, parse_numbers, parse_site
from kinlens.tables import columns_for


def examined(write, *chains, others=(), sites=(), text=pdb_text, **more):
    return examine(write(text(entry(*chains, others=others, **more))), sites=[parse_site(s) for s in sites])


def facts(x, chain, position):
    return x.facts(x.chain(chain), [position])[0]


# ------------------------------------------------------------------------------------------------- grammar


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("myr=ligand:STJ", SiteRequest("myr", "ligand", ("STJ",))),
        ("myr=ligand:stj", SiteRequest("myr", "ligand", ("STJ",))),
        ("mg=ligand:ATP+MG", SiteRequest("mg", "ligand", ("ATP", "MG"))),
        ("long=ligand:A1AHB", SiteRequest("long", "ligand", ("A1AHB",))),
        ("fab=chain:H+L", SiteRequest("fab", "chain", ("H", "L"))),
        ("fab=chain:h", SiteRequest("fab", "chain", ("h",))),
        ("big=chain:AA1", SiteRequest("big", "chain", ("AA1",))),
        ("loop=residues:1150-1160,1171", SiteRequest("loop", "residues", (*range(1150, 1161), 1171))),
        ("one=residues:315", SiteRequest("one", "residues", (315,))),
        (" x = Residues : 5 - 7 , 9 ", SiteRequest("x", "residues", (5, 6, 7, 9))),
        ("a_1=CHAIN:B", SiteRequest("a_1", "chain", ("B",))),
        ("myristoyl_pocket", SiteRequest("myristoyl_pocket", "known", ("myristoyl_pocket",))),
        (" mek_pocket ", SiteRequest("mek_pocket", "known", ("mek_pocket",))),
        ("mek_pocket=known:mek_pocket", SiteRequest("mek_pocket", "known", ("mek_pocket",))),
        ("mine=known:mek_pocket", SiteRequest("mine", "known", ("mek_pocket",))),
        ("hinge=klifs:45-48", SiteRequest("hinge", "klifs", (45, 46, 47, 48))),
        ("lobe=pka:121,127", SiteRequest("lobe", "pka", (121, 127))),
    ],
)
def test_parse_site(text, request_):
    assert parse_site(text) == request_


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "x=", "x=ligand", "x=ligand:", "=ligand:STI", "ligand:STI", "x:ligand=STI",
        "x=drug:STI", "x=site:1-5", "x=residue:5",
        "x=ligand:A+", "x=ligand:+A", "x=chain:H++L",
        "x=residues:a", "x=residues:5-", "x=residues:-5", "x=residues:5-3", "x=residues:5,,6", "x=residues:1.5",
        "x=klifs:86", "x=klifs:0", "x=klifs:hinge", "x=pka:", "x=known:", "x=known:nothing",
        "x=residues:1_0", "x=residues:١",
        "x=residues:0", "x=residues:0-4", "x=residues:1-99999", "x=residues:5–7",
        "a b=ligand:STI", "a-b=ligand:STI", "a/b=chain:A", "é!=chain:A",
        *(f"{name}=ligand:STI" for name in STANDARD),
        "drug_side_chain=ligand:STI", "x_spread=chain:B", "x_altloc_min=chain:B", "x_altloc_max=residues:1",
        # columns that exist: symmetry_A; atp_ligand_in_site; and what the registry calls so
        "symmetry=residues:315-318", "atp_ligand_in=residues:315", "mek_pocket=residues:315", "atp_site=ligand:STI",
        "mek_pocket=known:atp_site",
    ],
)
def test_parse_site_refuses(text):
    with pytest.raises(BadSite) as caught:
        parse_site(text)
    assert caught.value.text == text
    assert "name=ligand:STJ" in str(caught.value)


@pytest.mark.parametrize("name", ["x", "x_2", "lobe", "hinge", "activation", "ligand", "dfg"])
def test_no_column_stands_twice(name):
    """Whatever name is allowed: beside the fixed columns, the standard sites and sites with each ending."""
    further = [name + ending for ending in ("_side_chain", "_in", "_spread", "_altloc_min", "_altloc_max")]
    allowed = [name]
    for text in further:
        with pytest.raises(BadSite, match="columns of a site end in"):
            parse_site(f"{text}=chain:B")
    assert parse_site(f"{name}=chain:B").name == name
    columns = [column.name for column in columns_for([*STANDARD, *allowed])]
    assert len(columns) == len(set(columns))


@pytest.mark.parametrize(("text", "said"), [
    ("symmetry=residues:315", "there is a column symmetry_A already; choose another"),
    ("mek_pocket=residues:315", "a site of the registry is called so; choose another"),
])
def test_a_name_that_is_taken_says_by_what(text, said):
    with pytest.raises(BadSite) as caught:
        parse_site(text)
    assert said in str(caught.value)


@pytest.mark.parametrize(("asked", "nearest"), [
    ("myristoyl", "myristoyl_pocket"), ("mek", "mek_pocket"), ("MEK-pocket", "mek_pocket"),
    ("dfg_out", "dfg_out_pocket"), ("rspine", "r_spine"), ("myristol_pocket", "myristoyl_pocket"),
])
def test_a_name_the_registry_lacks_brings_the_nearest(asked, nearest):
    with pytest.raises(BadSite) as caught:
        parse_site(asked)
    assert f"nearest: {nearest}" in str(caught.value)
    assert "`kinlens sites`" in str(caught.value)


def test_parse_numbers_keeps_the_order_given():
    assert parse_numbers("9,1-3") == [9, 1, 2, 3]


# ----------------------------------------------------------------------------------------------- on a chain


def test_a_ligand_by_name_whatever_its_role_and_chain(write):
    a = ruler("ABL1", 235, 500)
    there = [beside(a, 316, "STI", number=1), beside(a, 460, "MYR", file_chain="Q", number=2),
             beside(a, 430, "GOL", size=6, number=3)]
    x = examined(write, a, others=there, sites=["myr=ligand:MYR", "gol=ligand:gol", "both=ligand:STI+MYR"])
    sites = x.chain("A").sites
    assert list(sites) == [*STANDARD, "myr", "gol", "both"]
    assert {name: sites[name].evidence for name in ("myr", "gol", "both")} == {
        "myr": "MYR Q:2", "gol": "GOL A:3", "both": "STI A:1, MYR Q:2"}
    assert {sites[name].origin for name in ("myr", "gol", "both")} == {"asked"}
    row = facts(x, "A", 400)
    assert row["myr_A"] == pytest.approx(shortest(a.of[400].atoms, there[1].atoms), abs=1e-3)
    assert row["both_A"] == pytest.approx(min(
        shortest(a.of[400].atoms, there[k].atoms) for k in (0, 1)), abs=1e-3)


def test_of_copies_asked_for_the_best_placed_counts_and_the_others_are_said(write):
    a = ruler("ABL1", 235, 500)
    long, brief = beside(a, 460, "MYR", size=16, number=7), beside(a, 300, "MYR", size=6, number=1)
    site = examined(write, a, others=[brief, long], sites=["m=ligand:MYR"]).chain("A").sites["m"]
    assert site.evidence == "MYR A:7; other copies: MYR A:1"
    assert len(site.atoms) == 16


def test_a_ligand_of_another_chain_is_absent_here(write):
    a, b = ruler("ABL1", 235, 500, "A"), ruler("ABL1", 235, 500, "B", shift=(0, 60, 0))
    x = examined(write, a, b, others=[beside(b, 316, "STI")], sites=["x=ligand:STI"])
    assert x.chain("A").sites["x"].evidence == "no copy belongs to chain A; there is STI B:900 of chain B"
    assert not x.chain("B").sites["x"].absent


def test_a_ligand_that_is_not_there_is_an_error(write):
    a = ruler("ABL1", 235, 500)
    with pytest.raises(SiteNotFound, match="there are GOL, STI") as caught:
        examined(write, a, others=[beside(a, 316, "STI"), beside(a, 400, "GOL", number=9)], sites=["x=ligand:XXX"])
    assert caught.value.text == "x=ligand:XXX"
    with pytest.raises(SiteNotFound, match="there are none"):
        examined(write, a, sites=["x=ligand:XXX"])


def test_a_chain_by_name(write):
    a, b = ruler("ABL1", 235, 500, "A"), ruler("ABL1", 235, 500, "B", shift=(0, -30, 0))
    c = under(a, "C")
    x = examined(write, a, b, c, sites=["copy=chain:B", "all=chain:B+C"])
    assert x.chain("A").sites["copy"].evidence == "chain B"
    row = facts(x, "A", 300)
    of = {name: min(shortest(a.of[300].atoms, r.atoms) for r in chain.residues) for name, chain in (("B", b), ("C", c))}
    assert row["copy_A"] == pytest.approx(of["B"], abs=1e-3)
    assert row["all_A"] == pytest.approx(min(of.values()), abs=1e-3)
    assert x.chain("B").sites["copy"].evidence == "chain B is part of the site itself"


def test_a_chain_that_is_not_there_is_an_error(write):
    with pytest.raises(SiteNotFound, match="no protein chain H, L; there are A") as caught:
        examined(write, ruler("ABL1", 235, 500), sites=["fab=chain:H+A+L"])
    assert caught.value.text == "fab=chain:H+A+L"


def test_residues_are_uniprot_numbers(write):
    a = ruler("ABL1", 235, 500, offset=-19)
    x = examined(write, a, sites=["gate=residues:315-316"])
    assert x.chain("A").sites["gate"].evidence == "2 of 2 residues asked for are resolved"
    inside, away = facts(x, "A", 315), facts(x, "A", 320)
    assert (inside["author"], inside["gate_A"], inside["gate_in_site"]) == ("334", 0.0, True)
    assert away["gate_A"] == pytest.approx(shortest(a.of[320].atoms, a.of[316].atoms), abs=1e-3)
    # The neighbour of the last residue is measured to the other one, as definition 5 says, and says so.
    beside_it = facts(x, "A", 317)
    assert beside_it["gate_bonded"]
    assert beside_it["gate_A"] == pytest.approx(shortest(a.of[317].atoms, a.of[315].atoms), abs=1e-3)
    assert beside_it["gate_atoms"].partition("–")[2].startswith("T315:")


def test_residues_partly_or_not_resolved(write):
    a = ruler("ABL1", 235, 500, unresolved=range(386, 400))
    x = examined(write, a, sites=["loop=residues:384-387,384", "gone=residues:390-395", "out=residues:9000"])
    sites = x.chain("A").sites
    assert sites["loop"].evidence == "2 of 5 residues asked for are resolved"
    assert sites["gone"].evidence == "not resolved (0 of 6 residues asked for are resolved; ABL1 has 1130 residues)"
    assert sites["out"].evidence == "not resolved (0 of 1 residues asked for are resolved; ABL1 has 1130 residues)"


def test_residues_of_a_chain_without_uniprot_numbers(write):
    a = ruler("ABL1", 235, 500)
    x = examined(write, a, stranger(a), sites=["gate=residues:315"], seqres=False)
    assert x.chain("C").sites["gate"].evidence == "chain C has no UniProt numbers"


@pytest.mark.parametrize("text", [pdb_text, mmcif_text])
def test_sites_do_not_depend_on_the_format(write, text):
    a = ruler("ABL1", 235, 500, n_tag="GSHM")
    there = [beside(a, 316, "STI", number=1), along(a, 460, "XYZ", number=2)]
    sites = examined(write, a, others=there, text=text).chain("A").sites
    assert sites["drug"].evidence.startswith("STI A:1 (drug, ")
    assert sites["allosteric"].evidence.startswith("XYZ A:2 (allosteric, ")


def test_only_some_chains_are_examined(write):
    a, b = ruler("ABL1", 235, 500, "A"), ruler("ABL1", 235, 500, "B", shift=(0, 60, 0))
    path = write(pdb_text(entry(a, b)))
    assert [c.chain for c in examine(path, chains=["B"]).chains] == ["B"]
    with pytest.raises(ChainNotFound, match="it has A, B"):
        examine(path, chains=["B", "C"])
    with pytest.raises(UnknownMode, match="no mode 'heavy'"):
        examine(path, mode="heavy")


# ------------------------------------------------------------------------------------------- known sites


def test_a_site_of_the_registry_by_its_name(write):
    a = ruler("ABL1", 235, 515)
    x = examined(write, a, sites=["myristoyl_pocket", "back=known:back_pocket"])
    site = x.chain("A").sites["myristoyl_pocket"]
    assert (site.kind, site.origin) == ("residues", "observed in this kinase")
    assert site.evidence == "myristoyl_pocket (3K5V chain A with STJ) 17 of 17 residues resolved"
    row = facts(x, "A", 337)  # A337, L340, L341 and A344 are of the pocket
    assert (row["myristoyl_pocket_A"], row["myristoyl_pocket_in_site"]) == (0.0, True)
    near = [n for n in (340, 341, 344) if abs(n - 350) > 1]
    assert facts(x, "A", 350)["myristoyl_pocket_A"] == pytest.approx(
        min(shortest(a.of[350].atoms, a.of[n].atoms) for n in near), abs=1e-3)
    assert x.chain("A").sites["back"].origin == "definition"


def test_a_site_that_is_not_carried_to_this_kinase(write):
    site = examined(write, ruler("CDK2", 1, 298), sites=["myristoyl_pocket"]).chain("A").sites["myristoyl_pocket"]
    assert site.evidence == "a site of ABL1 that is not carried to CDK2"
    assert site.absent


def test_a_site_asked_for_is_given_in_any_state_and_says_so(write):
    site = examined(write, ruler("ALK", 1090, 1400), sites=["mek_pocket"]).chain("A").sites["mek_pocket"]
    assert site.origin == "transferred"
    assert site.evidence.startswith("mek_pocket of MAP2K1 (1S9J chain A with BBM), 21 of 21 residues resolved")
    assert "it needs DFGin αC-out" in site.evidence
    assert len(site.residues) == 21


def test_positions_every_kinase_has(write):
    a = ruler("ABL1", 235, 500)
    x = examined(write, a, sites=["hinge=klifs:46-48", "gate=pka:120"])
    numbers = {i: n for n, i in x.chain("A").protein.positions.items()}
    # T315 is ABL1's gatekeeper, E316–M318 its hinge.
    assert [numbers[int(i)] for i in x.chain("A").sites["hinge"].residues] == [316, 317, 318]
    assert [numbers[int(i)] for i in x.chain("A").sites["gate"].residues] == [315]


def test_positions_need_a_kinase_domain(write):
    site = examined(write, ruler("KRAS", 1, 169), sites=["hinge=klifs:46-48"]).chain("A").sites["hinge"]
    assert site.evidence == "no numbered kinase domain"


@pytest.mark.parametrize(("transfer", "evidence", "count"), [
    (False, "a site of MAP2K1 that is not carried to MAP2K2", 0),
    (True, "patch of MAP2K1, 2 of 2 residues resolved", 2),
])
def test_residues_of_a_protein_on_another(write, transfer, evidence, count):
    """C121 and P124 of MEK1 are C125 and P128 of MEK2."""
    request = SiteRequest("patch", "residues", (121, 124), "Q02750", transfer)
    x = examine(write(pdb_text(entry(ruler("MAP2K2", 66, 396)))), sites=[request])
    chain = x.chain("A")
    numbers = {i: n for n, i in chain.protein.positions.items()}
    assert chain.sites["patch"].evidence == evidence
    assert [numbers[int(i)] for i in chain.sites["patch"].residues] == [125, 128][:count]
