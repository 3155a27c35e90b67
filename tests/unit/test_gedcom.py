"""GEDCOM: what it says as facts, what is left out and reported, and files that are broken."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import CaseFileError
from loaders import document, gedcom, load
from tests.family_files import family_files

FAMILY = """\
0 @I1@ INDI
1 NAME Rosa /Torres/
1 SEX F
1 BIRT
2 DATE 2 MAR 1965
2 PLAC Joliet
1 FAMS @F1@
0 @I2@ INDI
1 NAME Leo /Torres/
1 SEX M
1 BIRT
2 DATE MAY 1960
1 DEAT
2 DATE 7 JUN 2001
1 FAMS @F1@
0 @I3@ INDI
1 NAME Ana /Torres/ Jr.
1 SEX X
1 BIRT
2 DATE ABT 1990
1 FAMC @F1@
0 @F1@ FAM
1 HUSB @I2@
1 WIFE @I1@
1 CHIL @I3@
1 MARR
2 DATE 1 JAN 1985
1 DIV
2 DATE 3 FEB 1995
"""


def file_of(body, version="5.5.1", charset="UTF-8"):
    head = f"0 HEAD\n1 GEDC\n2 VERS {version}\n"
    return head + (f"1 CHAR {charset}\n" if charset else "") + body + "0 TRLR\n"


def read(body, **header):
    return gedcom.read(file_of(body, **header).encode(), "torres.ged")


def exported(loaded):
    return document.export(loaded.case)


def left_out(loaded):
    return {each.what: each.places for each in loaded.unmapped}


def refused(content):
    with pytest.raises(CaseFileError) as caught:
        gedcom.read(content, "torres.ged")
    return "\n".join(map(str, caught.value.problems))


def test_a_family_becomes_people_parentage_and_unions():
    loaded = read(FAMILY)
    assert exported(loaded) == {
        "case": "torres",
        "people": {
            "i1": {"name": "Rosa Torres", "born": "1965-03-02", "gender": "female"},
            "i2": {
                "name": "Leo Torres",
                "born": "1960-05",
                "died": "2001-06-07",
                "gender": "male",
            },
            "i3": {"name": "Ana Torres Jr.", "gender": "nonBinary"},
        },
        "parentage": [
            {"parent": "i2", "child": "i3", "basis": "claimed", "birthFamily": "f1"},
            {"parent": "i1", "child": "i3", "basis": "birth", "birthFamily": "f1"},
        ],
        "unions": [
            {
                "person": "i2",
                "partner": "i1",
                "unionKind": "marriage",
                "from": "1985-01-01",
                "until": "1995-02-03",
                "unionEnded": "divorce",
            }
        ],
    }
    assert left_out(loaded) == {"INDI BIRT DATE": ("line 24",), "INDI BIRT PLAC": ("line 10",)}
    assert loaded.case.place_of("https://kinstead.example/case/torres/#/parentage/0") == (
        "torres.ged line 29"
    )


@pytest.mark.parametrize("version", ["5.5", "5.5.1", "7.0.11"])
def test_versions_that_say_the_same_load_the_same(version):
    assert exported(read(FAMILY, version=version)) == exported(read(FAMILY))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2 MAR 1965", "1965-03-02"),
        ("MAR 1965", "1965-03"),
        ("1965", "1965"),
        ("913", "0913"),
        ("ABT 1965", None),
        ("BEF 2 MAR 1965", None),
        ("AFT 1965", None),
        ("BET 1964 AND 1966", None),
        ("FROM 1964 TO 1966", None),
        ("INT 1965 (as told)", None),
        ("(in spring)", None),
        ("40 BC", None),
        ("11 FEB 1731/32", None),
        ("@#DJULIAN@ 25 DEC 1700", None),
        ("30 FEB 1965", None),
        ("nobody knows", None),
        ("@N1@", None),
    ],
)
def test_only_exact_dates_are_kept(written, kept):
    loaded = read(f"0 @I1@ INDI\n1 NAME Rosa\n1 BIRT\n2 DATE {written}\n")
    assert exported(loaded)["people"]["i1"].get("born") == kept
    assert ("INDI BIRT DATE" in left_out(loaded)) is (kept is None)


def test_a_death_or_divorce_without_its_day_is_reported():
    body = FAMILY.replace("2 DATE 7 JUN 2001\n", "").replace("2 DATE 3 FEB 1995\n", "2 DATE 1995\n")
    loaded = read(body)
    assert "died" not in exported(loaded)["people"]["i2"]
    assert exported(loaded)["unions"][0]["unionEnded"] == "divorce"
    assert {"INDI DEAT", "FAM DIV DATE"} <= left_out(loaded).keys()


def test_a_couple_without_a_marriage_event_is_no_proven_marriage():
    body = FAMILY.split("1 MARR", maxsplit=1)[0]
    assert exported(read(body))["unions"][0]["unionKind"] == "unprovenMarriage"


def parentage_of(body):
    return [
        (row["parent"], row["child"], row["basis"]) for row in exported(read(body))["parentage"]
    ]


def test_an_adopted_child_is_adopted_by_whom_the_event_says():
    body = FAMILY.replace("1 FAMC @F1@", "1 FAMC @F1@\n2 PEDI adopted")
    assert parentage_of(body) == [("i2", "i3", "adoption"), ("i1", "i3", "adoption")]
    event = "1 ADOP\n2 DATE 5 MAY 1996\n2 FAMC @F1@\n3 ADOP WIFE\n1 FAMC @F1@"
    loaded = read(FAMILY.replace("1 FAMC @F1@", event))
    assert [row["basis"] for row in exported(loaded)["parentage"]] == ["claimed", "adoption"]
    assert exported(loaded)["parentage"][1]["from"] == "1996-05-05"


@pytest.mark.parametrize("kind", ["foster", "FOSTER", "sealing", "step", "guardian"])
def test_other_pedigrees_make_no_parent_and_are_reported(kind):
    loaded = read(FAMILY.replace("1 FAMC @F1@", f"1 FAMC @F1@\n2 PEDI {kind}"))
    assert "parentage" not in exported(loaded)
    assert f"FAM CHIL by {kind.lower()}" in left_out(loaded)


def test_each_parent_may_be_of_another_kind():
    body = FAMILY.replace("1 CHIL @I3@", "1 CHIL @I3@\n2 _FREL Step\n2 _MREL Natural")
    assert parentage_of(body) == [("i1", "i3", "birth")]


def test_two_families_of_birth_leave_both_mothers_claimed():
    second = "0 @I4@ INDI\n1 NAME Eva\n1 SEX F\n0 @F2@ FAM\n1 WIFE @I4@\n1 CHIL @I3@\n"
    loaded = read(FAMILY + second)
    assert {row["basis"] for row in exported(loaded)["parentage"]} == {"claimed"}
    assert left_out(loaded)["FAM WIFE"] == ("line 29", "line 39")


def test_couples_of_one_sex_and_single_parents():
    two_men = FAMILY.replace("1 SEX F", "1 SEX M")
    assert parentage_of(two_men) == [("i2", "i3", "claimed"), ("i1", "i3", "claimed")]
    mother_only = FAMILY.replace("1 HUSB @I2@\n", "")
    assert parentage_of(mother_only) == [("i1", "i3", "birth")]
    assert "FAM MARR" in left_out(read(mother_only))
    neither = mother_only.replace("1 WIFE @I1@\n", "")
    assert left_out(read(neither))["FAM CHIL"] == ("line 27",)


def test_a_godparent_is_recorded_without_a_basis():
    for relation in ("2 RELA Godfather", "2 ROLE GODP"):
        body = FAMILY.replace("1 FAMC @F1@", f"1 ASSO @I2@\n{relation}\n1 FAMC @F1@")
        assert exported(read(body))["godparents"] == [
            {"person": "i2", "child": "i3", "godparentBasis": "basisNotKnown"}
        ]


def test_a_sponsor_at_a_baptism_is_a_godparent_by_it():
    event = "1 BAPM\n2 DATE 1 MAY 1990\n2 PLAC Joliet\n2 ASSO @I2@\n3 ROLE GODP\n1 FAMC @F1@"
    loaded = read(FAMILY.replace("1 FAMC @F1@", event), version="7.0")
    assert exported(loaded)["godparents"] == [
        {
            "person": "i2",
            "child": "i3",
            "godparentBasis": "baptismalSponsor",
            "on": "1990-05-01",
        }
    ]
    assert "INDI BAPM PLAC" in left_out(loaded)
    other = "1 ASSO @I2@\n2 ROLE OTHER\n3 PHRASE Godfather\n1 FAMC @F1@"
    found = exported(read(FAMILY.replace("1 FAMC @F1@", other), version="7.0"))["godparents"]
    assert found == [{"person": "i2", "child": "i3", "godparentBasis": "basisNotKnown"}]


SEVEN = """\
0 HEAD
1 GEDC
2 VERS 7.0.14
1 SOUR Anything
2 VERS 5.5.1
0 @I1@ INDI
1 NAME Zoë /Müñoz/
2 TRAN Zoe /Munoz/
3 LANG en
1 EXID 4711
2 TYPE https://example.org/people
1 BIRT
2 DATE GREGORIAN 2 MAR 1965
3 PHRASE on a Tuesday
2 SDATE 2 MAR 1965
1 NO NATU
1 NOTE first
2 CONT @@second
0 TRLR
"""


@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig"])
def test_gedcom_7_is_utf_8_with_or_without_a_mark(mark):
    loaded = gedcom.read(SEVEN.encode(mark), "x.ged")
    assert exported(loaded)["people"] == {
        "i1": {"name": "Zoë Müñoz", "born": "1965-03-02", "note": "first\n@second"}
    }
    assert left_out(loaded) == {
        "INDI BIRT DATE PHRASE": ("line 14",),
        "INDI BIRT SDATE": ("line 15",),
        "INDI EXID": ("line 10",),
        "INDI NAME TRAN": ("line 8",),
        "INDI NO": ("line 16",),
    }


def test_gedcom_7_in_another_character_set_is_refused_with_its_line():
    said = refused(SEVEN.encode("cp1252"))
    assert "line 7: is not in the character set utf-8. GEDCOM 7 is always UTF-8" in said


def test_the_version_of_a_program_is_not_that_of_gedcom():
    text = SEVEN.replace("7.0.14", "5.5.1").replace("2 VERS 5.5.1\n0", "2 VERS 7\n1 CHAR ANSEL\n0")
    loaded = gedcom.read(text.encode("gedcom"), "x.ged")
    assert exported(loaded)["people"]["i1"]["name"] == "Zoë Müñoz"
    assert "the character set" not in left_out(loaded)


def test_ansel_that_no_header_names_is_told():
    body = FAMILY.replace("Rosa", "Zoë")
    loaded = gedcom.read(file_of(body, charset=None).encode("gedcom"), "x.ged")
    assert exported(loaded)["people"]["i1"]["name"] == "Zoë Torres"
    assert left_out(loaded)["the character set"] == ("line 1",)


def test_a_couple_that_never_married_is_no_union():
    body = FAMILY.replace("1 MARR\n2 DATE 1 JAN 1985\n1 DIV\n2 DATE 3 FEB 1995\n", "1 NO MARR\n")
    loaded = read(body, version="7.0")
    assert "unions" not in exported(loaded)
    assert "FAM NO MARR" in left_out(loaded)
    for_a_time = read(body.replace("NO MARR", "NO MARR\n2 DATE TO 1990"), version="7.0")
    assert exported(for_a_time)["unions"][0]["unionKind"] == "unprovenMarriage"
    assert "FAM NO" in left_out(for_a_time)


def test_a_marriage_said_to_have_happened_is_one_without_a_date():
    loaded = read(FAMILY.replace("1 MARR\n2 DATE 1 JAN 1985", "1 MARR Y"), version="7.0")
    assert exported(loaded)["unions"][0]["unionKind"] == "marriage"
    assert "FAM MARR" not in left_out(loaded)


@pytest.mark.parametrize(
    ("status", "bases"),
    [("CHALLENGED", ["claimed", "claimed"]), ("DISPROVEN", []), ("PROVEN", ["claimed", "birth"])],
)
def test_a_doubted_parentage_is_claimed_and_a_disproven_one_none(status, bases):
    body = FAMILY.replace("1 FAMC @F1@", f"1 FAMC @F1@\n2 STAT {status}")
    loaded = read(body, version="7.0")
    assert [row["basis"] for row in exported(loaded).get("parentage", [])] == bases
    assert f"INDI FAMC STAT {status.lower()}" in left_out(loaded)


def test_whatever_has_no_place_is_counted_with_its_lines():
    loaded = read(FAMILY + "0 @I4@ INDI\n1 OCCU smith\n1 OCCU joiner\n0 @N1@ NOTE a word\n")
    assert left_out(loaded)["INDI OCCU"] == ("line 35", "line 36")
    assert left_out(loaded)["NOTE"] == ("line 37",)
    assert left_out(loaded)["INDI"] == ("line 34",)
    assert exported(loaded)["people"]["i4"] == {"name": "I4"}


def test_pointers_to_nobody_are_reported():
    loaded = read(
        FAMILY.replace("1 CHIL @I3@", "1 CHIL @I3@\n1 CHIL @I9@").replace("@I2@\n", "@V@\n")
    )
    assert {"FAM CHIL", "FAM HUSB"} <= left_out(loaded).keys()
    assert parentage_of(FAMILY.replace("1 HUSB @I2@", "1 HUSB @I8@")) == [("i1", "i3", "birth")]
    assert "INDI FAMC" in left_out(read(FAMILY.replace("1 FAMC @F1@", "1 FAMC @F7@")))


def test_keys_stay_apart_and_fit():
    body = (
        "0 @I 1@ INDI\n1 NAME A\n0 @i_1@ INDI\n1 NAME B\n0 @I_1@ INDI\n1 NAME C\n0 INDI\n1 NAME D\n"
    )
    assert sorted(exported(read(body))["people"]) == ["i-1", "i_1", "i_1-2", "line-11"]


def test_characters_that_no_one_can_see_are_left_out_of_names():
    loaded = read("0 @I1@ INDI\n1 NAME Ro\x07sa\x1b\n")
    assert exported(loaded)["people"]["i1"]["name"] == "Rosa"


def test_dates_that_cannot_all_be_right_are_left_out_and_reported():
    loaded = read(FAMILY.replace("2 DATE 7 JUN 2001", "2 DATE 7 JUN 1959"))
    assert exported(loaded)["people"]["i2"] == {"name": "Leo Torres", "gender": "male"}
    assert left_out(loaded)["'i2' died on 1959-06-07, before being born (1960-05)"] == ("line 12",)


def test_an_ancestor_cycle_names_the_records():
    cycle = FAMILY + "0 @F2@ FAM\n1 HUSB @I3@\n1 CHIL @I2@\n"
    said = refused(file_of(cycle).encode())
    assert "'i2' is their own ancestor (parents: 'i2' of 'i3', 'i3' of 'i2')" in said
    assert "line 29" in said
    assert "line 36" in said


def test_their_own_spouse_and_parent_are_refused():
    said = refused(
        file_of(FAMILY.replace("1 WIFE @I1@", "1 WIFE @I3@").replace("@I2@", "@I3@")).encode()
    )
    assert "their own spouse" in said
    assert "their own parent" in said


def test_a_number_used_twice_names_both_lines():
    said = refused(file_of(FAMILY.replace("@I2@ INDI", "@I1@ INDI")).encode())
    assert said.startswith("line 12: the record number @I1@ is used twice. It is already at line 5")


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("UNICODE", "utf-16"),
        ("ANSI", "cp1252"),
        ("IBMPC", "cp437"),
        ("ANSEL", "gedcom"),
        (None, "utf-8"),
        (None, "gedcom"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_character_sets(charset, codec, line_end):
    body = FAMILY.replace("Rosa", "Zoë Müñoz")
    content = file_of(body, charset=charset).replace("\n", line_end).encode(codec)
    assert exported(gedcom.read(content, "x.ged"))["people"]["i1"]["name"] == "Zoë Müñoz Torres"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (b"<html><body>Not found</body></html>", "line 1: is not `0 HEAD`"),
        (file_of(FAMILY).encode()[:-40], "it is cut off"),
        (file_of(FAMILY).replace("1 SEX F", "3 SEX F").encode(), "line 7: is no GEDCOM line"),
        (file_of(FAMILY).replace("1 SEX F", "what?").encode(), "line 7: is no GEDCOM line"),
        (file_of(FAMILY, charset="KLINGON").encode(), "line 4: names a character set"),
        (file_of(FAMILY, charset="HEX").encode(), "the header: is broken"),
        (
            file_of(FAMILY.replace("Rosa", "Zoë")).encode("cp1252"),
            "line 6: is not in the character set utf-8",
        ),
        (b"\xff\xfe0\x00 ", "is broken UTF-16"),
    ],
)
def test_files_that_are_broken_are_refused_with_the_place(content, said):
    assert said in refused(content)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_changed_byte_gives_a_case_or_a_case_file_error(data):
    content = bytearray(
        file_of(FAMILY, charset=data.draw(st.sampled_from(["UTF-8", "ANSEL"]))).encode()
    )
    at = data.draw(st.integers(0, len(content) - 1))
    content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=2))
    try:
        assert gedcom.read(bytes(content), "x.ged").case.people is not None
    except CaseFileError as error:
        assert error.problems  # noqa: PT017


@pytest.mark.parametrize("path", family_files(), ids=lambda path: path.name if path else None)
def test_real_files_load_or_are_refused_with_the_place(path):
    assert path is not None, "set KINSTEAD_FAMILY_FILES to a folder of real GEDCOM files"
    try:
        loaded = load(path)
    except CaseFileError as error:
        assert all(each.where for each in error.problems)  # noqa: PT017
        assert path.parent.name == "rough"
    else:
        assert loaded.case.people
        assert document.read(document.dump(loaded.case), "again").facts == loaded.case.facts
