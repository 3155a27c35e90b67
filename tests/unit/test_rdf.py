"""RDF: four ways of writing give one case; slips are refused, foreign words reported."""

import json
from pathlib import Path

import pytest

from app.errors import CaseFileError
from app.terms import context
from loaders import document, load, rdf

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
HEAD = """\
@base <https://kinstead.example/case/torres/> .
@prefix cw: <https://kinstead.example/ns#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<> a cw:Case .
<mia> a cw:Person ; cw:name "Mia Torres" ; cw:born "2016-04-10"^^xsd:date .
<ana> a cw:Person ; cw:name "Ana Torres" ; cw:born "1990"^^xsd:gYear ; cw:gender cw:female .
"""
BIRTH = "<#/parentage/0> a cw:Parentage ; cw:parent <ana> ; cw:child <mia> ; cw:basis cw:birth .\n"


def read(text, name="torres.ttl"):
    return rdf.read(text.encode(), name)


def exported(text, name="torres.ttl"):
    return document.export(read(text, name).case)


def problems(text, name="torres.ttl"):
    with pytest.raises(CaseFileError) as caught:
        rdf.read(text if isinstance(text, bytes) else text.encode(), name)
    assert caught.value.file == name
    return [str(each) for each in caught.value.problems]


def left_out(text):
    return {each.what: (each.why, each.places) for each in read(text).unmapped}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("written", "ending"), [("turtle", "ttl"), ("json-ld", "jsonld"), ("nt", "nq"), ("xml", "rdf")]
)
def test_what_another_program_writes_loads_as_the_same_facts(tmp_path, path, written, ending):
    case = document.load(path)
    file = tmp_path / f"{case.name}.{ending}"
    file.write_text(case.graph().serialize(format=written), encoding="utf-8")
    loaded = load(file)
    assert loaded.case.facts == case.facts
    assert loaded.unmapped == ()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_document_with_our_context_is_json_ld(path):
    case = document.load(path)
    text = json.dumps({**context(), **document.export(case)})
    assert exported(text, "any.json") == document.export(case)


def test_places_are_keys_and_pointers():
    case = read(HEAD + BIRTH).case
    assert case.place_of("https://kinstead.example/case/torres/#/parentage/0") == (
        "torres.ttl parentage/0"
    )
    assert case.place_of(case.node("mia").value) == "torres.ttl mia"


def test_rows_without_names_take_pointers_in_the_order_of_the_file():
    rows = (
        "[] a cw:Custody ; cw:child <mia> ; cw:custodyKind cw:guardianship .\n"
        "<> cw:custody [ cw:child <mia> ; cw:custodyKind cw:temporaryCustody ] .\n"
        "<#/custody/7> a cw:Custody ; cw:child <mia> ; cw:custodyKind cw:courtCustody .\n"
        "<http://x.org/row> a cw:Custody ; cw:child <mia> ; cw:custodyKind cw:adoptionConsent .\n"
    )
    found = exported(HEAD + rows)["custody"]
    assert [row["custodyKind"] for row in found] == [
        *("courtCustody", "guardianship", "temporaryCustody", "adoptionConsent"),
    ]


def test_rows_name_each_other_whatever_their_own_names():
    rows = (
        "_:c a cw:Conviction ; cw:person <ana> ; cw:offence cw:murder .\n"
        '<w1> a cw:Waiver ; cw:conviction _:c ; cw:granted "0"^^xsd:boolean ;\n'
        '  cw:on "2024-01-05"^^xsd:date .\n'
    )
    found = exported(HEAD + rows)
    assert found["waivers"] == [
        {"id": "w1", "conviction": "convictions/0", "granted": False, "on": "2024-01-05"}
    ]


def test_a_case_may_be_told_in_other_iris_and_without_a_list():
    text = HEAD.replace("https://kinstead.example/case/torres/", "http://x.org/family#")
    text = text.replace("<> a cw:Case .\n", "")
    found = exported(text + BIRTH, "Torres family.ttl")
    assert found["case"] == "Torres-family"
    assert list(found["people"]) == ["ana", "mia"]
    assert found["parentage"] == [{"parent": "ana", "child": "mia", "basis": "birth"}]


def test_one_named_graph_is_read_and_its_name_reported():
    lines = read(HEAD + BIRTH).case.graph().serialize(format="nt").splitlines()
    quads = [f"{line[:-1]} <http://x.org/g> ." for line in lines if line]
    loaded = read("\n".join(quads), "torres.nq")
    assert loaded.case.facts == read(HEAD + BIRTH).case.facts
    (left,) = loaded.unmapped
    assert left.what == "graph <http://x.org/g>"
    several = "\n".join([*quads[1:], lines[0] or lines[1]])
    (said,) = problems(several, "torres.nq")
    assert "holds 2 graphs (" in said


def test_the_words_of_others_are_reported():
    found = left_out(
        HEAD
        + BIRTH
        + '<mia> foaf:nick "Mimi" ; a foaf:Person .\n<ana> foaf:nick "A" ; cw:note "hi"@en .\n'
        + "<> owl:imports <http://x.org/more> . <http://x.org/z> foaf:knows <mia> .\n"
    )
    assert found == {
        "<http://xmlns.com/foaf/0.1/nick>": ("is no word of Kinstead", ("mia", "ana")),
        "type <http://xmlns.com/foaf/0.1/Person>": ("is no word of Kinstead", ("mia",)),
        "language en": ("the language of a text is not kept; the text is", ("ana",)),
        "imports <http://x.org/more>": ("nothing is fetched", ("the case",)),
        "<http://xmlns.com/foaf/0.1/knows>": ("is no word of Kinstead", ("<http://x.org/z>",)),
    }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('<mia> cw:nme "M" .', "mia: person has no 'nme'. Did you mean 'name'?"),
        ("<leo> a cw:Person .", "leo: person lacks 'name'"),
        ("<> cw:people <leo> .", "leo: person lacks 'name'"),
        ("<> cw:childs <leo> .", "the case: unknown section 'childs'"),
        ('<> cw:people "leo" .', 'the case: people lists a text: "leo"'),
        ('<mia> cw:died "2016-4-1"^^xsd:date .', "mia: died: '2016-4-1' is no date"),
        ('<mia> cw:died "2023-02-29"^^xsd:date .', "mia: died: '2023-02-29' is no date"),
        ('<mia> cw:died "2024-01-01Z"^^xsd:date .', "mia: died: '2024-01-01Z' is no date"),
        ("<mia> cw:died 2024 .", 'mia: died: "2024"^^xsd:integer cannot stand here. Write "YYYY'),
        ("<mia> cw:died <ana> .", "mia: died: <https://kinstead.example/case/torres/ana> cannot"),
        ("<mia> cw:note 7 .", 'mia: note: "7"^^xsd:integer cannot stand here. Write a plain text'),
        ('<mia> cw:died "2024-01-01"@en .', 'mia: died: "2024-01-01"@en cannot stand here'),
        ("<mia> cw:gender cw:femal .", "mia: gender: cw:femal cannot stand here. Did you mean 'fe"),
        ('<mia> cw:gender "female" .', 'mia: gender: "female" cannot stand here. Did you mean'),
        ('<mia> cw:gender [ cw:name "x" ] .', "mia: gender: _:"),
        ('<mia> cw:gender "\\u001B[31m" .', 'mia: gender: "'),
        ("<mia> cw:gender <<( <a> <b> <c> )>> .", "mia: gender: <https:"),
        ('<mia> cw:name "Mimi" .', "mia: name takes one value"),
        ('_:p a cw:Person ; cw:name "P" .', "a person without IRI: a person has no IRI"),
        ('<a%20b> a cw:Person ; cw:name "P" .', "'a b' cannot be a key"),
        ('<http://x.org/mia> a cw:Person ; cw:name "P" .', "'mia' is used twice"),
        ("<mia> a cw:Home .", "mia: is a person and a home"),
        ("<mia> a cw:Relative .", "mia: 'Relative' is no kind of record"),
        ("<x> a cw:Relative .", "x: 'Relative' stands on a node that is no record"),
        ("<> a cw:Question .", "the case: is a 'Question'"),
        ("<p1> cw:parent <ana> .", "p1: 'parent' stands on a node that is no record of the case"),
        (
            "[] a cw:Parentage ; cw:parent <anna> ; cw:child <mia> ; cw:basis cw:birth .",
            "parentage/1: parent: nobody is called 'anna'. Did you mean 'ana'?",
        ),
        (
            "[] a cw:Parentage ; cw:parent 'ana' ; cw:child <mia> ; cw:basis cw:birth .",
            'parentage/1: parent: "ana" cannot stand here. Name a node, not a text.',
        ),
        (
            "[] a cw:Waiver ; cw:conviction <c9> ; cw:granted true ; cw:on '2024-01-01' .",
            "waivers/0: conviction: no record is called 'c9'",
        ),
        (
            "[] a cw:Roster ; cw:home <mia> ; cw:on '2024-01-01' ; cw:complete 'maybe' .",
            "rosters/0: complete: 'maybe' is neither true nor false",
        ),
        ('<#/parentage/0> cw:id "a", "b" .', "parentage/0: has two ids"),
        (
            "<#/parentage/0> cw:id <a> .",
            "parentage/0: id: <https://kinstead.example/case/torres/a>",
        ),
        ('<#/parentage/0> cw:id "mia" .', "'mia' is used twice"),
        ("<http://x.org/other/> a cw:Case .", "the file: holds 2 cases"),
        ("<> cw:unions <#/parentage/0> .", "parentage/0: is a parentage and a union"),
    ],
)
def test_slips_are_refused_with_their_node(more, said):
    found = problems(HEAD + BIRTH + more)
    assert any(said in each for each in found), found
    assert all(each.isprintable() for each in found)


def test_all_slips_are_told_at_once():
    found = problems(HEAD + '<mia> cw:nme "M" ; cw:died "x" ; cw:gender cw:fem .')
    assert len(found) == 3


def test_what_cannot_be_true_is_refused():
    (said,) = problems(HEAD + BIRTH + '<mia> cw:died "2015-01-01"^^xsd:date .')
    assert "'mia' died on 2015-01-01, before being born (2016-04-10)" in said


BOMB = """<?xml version="1.0"?>
<!DOCTYPE r [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>"""
DEEP = '{"@id": "x", "p:q": ' * 100 + "1" + "}" * 100
WIDE = json.dumps({"@context": {f"t{number}": "http://x.org/t" for number in range(21_000)}})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.ttl", "", "the file: holds no person, home or record"),
        ("x.ttl", HEAD + "<mia> cw:name .", "line 9: is not Turtle ("),
        ("x.ttl", "key,name\nmia,Mia\n", "line 1: is not Turtle ("),
        ("x.ttl", b"\xff\xfe0\x00", "line 1: is not UTF-8"),
        ("x.ttl", HEAD.replace("Mia", "Zoë").encode("latin-1"), "line 7: is not UTF-8"),
        ("x.ttl", b"PK\x03\x04\x14\x00", "is not Turtle"),
        ("x.nq", "<a> <b> <c> .\n", "line 1: is not N-Quads"),
        ("x.nq", HEAD, "is not N-Quads"),
        ("x.rdf", "<rdf:RDF>", "is not RDF/XML"),
        ("x.rdf", "", "holds no person, home or record"),
        ("x.rdf", BOMB, "line 2: declares a DOCTYPE, which is not read"),
        ("x.ttl", BOMB, "line 2: declares a DOCTYPE, which is not read"),
        ("x.rdf", '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "other than UTF-8"),
        ("x.rdf", "<!DOCTYPE html><html></html>", "is a web page"),
        ("x.jsonld", "{", "line 1: is not JSON ("),
        ("x.jsonld", "[1, 2", "line 1: is not JSON ("),
        ("x.jsonld", "{}", "holds no person, home or record"),
        ("x.jsonld", "[]", "holds no person, home or record"),
        ("x.jsonld", '{"a": ' + "9" * 5000 + "}", "is not JSON"),
        ("x.jsonld", DEEP, "is nested too deeply"),
        ("x.jsonld", "[" * 100_000, "is nested too deeply"),
        ("x.jsonld", WIDE, "the contexts define more than 20000 terms"),
        ("x.jsonld", '{"@context": "http://x.org/c", "name": "x"}', "nothing is fetched"),
        ("x.jsonld", '{"@context": {"@import": "http://x.org/c"}}', "nothing is fetched"),
        ("x.jsonld", '{"@context": [{}, {"t": {"@context": "c"}}]}', "nothing is fetched"),
        ("x.jsonld", '{"@context": {"a": "b:x", "b": "a:y"}, "a": 1}', "is not JSON-LD (Cyclic"),
        ("x.jsonld", '{"people": {"mia": {}}}', "'people' is in no context of the file"),
        ("x.jsonld", '{"@graph": [{"name": "x"}]}', "the file @graph: 'name' is in no context"),
        ("x.jsonld", '{"@foo": 1}', "'@foo' is in no context"),
        ("x.jsonld", '{"a:b": 1, "a:b": 2}', "the key 'a:b': stands twice"),
    ],
)
def test_files_that_are_no_case_are_refused_with_the_place(name, content, said):
    found = problems(content, name)
    assert any(said in each for each in found), found


def test_the_content_outweighs_the_ending():
    case = read(HEAD + BIRTH).case
    for written in ("xml", "json-ld"):
        assert read(case.graph().serialize(format=written), "torres.ttl").case.facts == case.facts
    assert read(HEAD + BIRTH, "torres.rdf").case.facts == case.facts
    assert read("\ufeff" + HEAD + BIRTH).case.facts == case.facts


def test_json_ld_in_another_vocabulary_is_read_by_its_own_context():
    text = {
        "@context": {
            "Mensch": "https://kinstead.example/ns#Person",
            "heisst": "https://kinstead.example/ns#name",
            "aka": {"@id": "https://kinstead.example/ns#note", "@container": "@index"},
            "nichts": None,
        },
        "@id": "http://x.org/mia",
        "@type": "Mensch",
        "heisst": "Mia",
        "aka": {"anything": "M."},
    }
    assert exported(json.dumps(text), "x.jsonld")["people"] == {
        "mia": {"name": "Mia", "note": "M."}
    }
    (said,) = problems(json.dumps(text | {"nichts": 1}), "x.jsonld")
    assert "'nichts' is in no context" in said
