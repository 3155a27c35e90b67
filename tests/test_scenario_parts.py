"""Every worked scenario of the catalogue is a scenario here, with an ask for each lettered part."""

from collections import defaultdict

import pytest

from tests.scenario_files import every_ask

# Scenario to the verdicts of its lettered parts (or of the people it asks about), in its own order.
PARTS = {
    "R01": "a permitted, b permitted, c permitted, d permitted",
    "R02": "a permitted, b permitted, c undetermined",
    "R03": "a permitted, b permitted, c permitted, d permitted",
    "R05": "a prohibited, b permitted, c prohibited, d permitted",
    "R06": "caregiver undetermined, home permitted",
    "R08": "a permitted, b prohibited, b; proposed again missing",
    "R10": "Steve permitted, Amber permitted, Josh prohibited",
    "R11": "a permitted, b undetermined",
    "R12": "i; Pat permitted, ii; Pat permitted, i; Sam prohibited, ii; Sam permitted, "
    "i; Nina prohibited, ii; Nina prohibited, Nina as fictive kin; ii missing",
    "R14": " prohibited, as fictive kin missing",
    "R15": " prohibited, search missing, explore him first missing",
    "R16": "Dwayne prohibited, Carla missing",
    "R18": "Eve prohibited, Ruth permitted, Eve; as fictive kin prohibited",
    "R19": "as a relative permitted, as a godparent permitted, "
    "once placed; no licence duty permitted",
    "R20": "as a godparent prohibited, as fictive kin missing",
    "R21": "a permitted, b prohibited",
    "R23": "a; as a relative prohibited, b; as a relative prohibited, b; as fictive kin prohibited",
    "R24": "as fictive kin undetermined",
    "R25": "a permitted, b prohibited, c prohibited",
    "R26": "a prohibited, b prohibited, a; contact missing, b; contact missing",
    "R28": " prohibited",
    "R29": "Al-Bea permitted, Bea-Cy undetermined, Al-Cy prohibited",
    "R30": "a permitted, b undetermined",
    "R33": "a prohibited, b missing, a; as a relative prohibited, b; as a relative permitted",
    "R34": " prohibited",
    "R35": " permitted",
    "R37": "a permitted, b prohibited",
    "R39": "a permitted, b; no bar permitted, b; reassessment permitted",
    "R40": " missing",
    "R41": "a permitted, b missing",
    "R43": " missing",
    "R45": "a permitted, b missing, c missing",
    "R46": "a permitted, b missing, c prohibited",
    "R48": "notice missing, contact permitted",
    "R49": "a permitted, b missing, c prohibited, d prohibited",
    "R56": "clearance prohibited, v not covered",
    "R60": "tam prohibited, sid missing, val missing",
    "D01": "a permitted, b prohibited, c permitted, d prohibited, e permitted",
    "D02": "a permitted, b prohibited, c permitted, d prohibited",
    "D04": "a permitted, b prohibited, c permitted, d prohibited, e permitted, f prohibited",
    "D06": "may he be told; and is there a hold permitted, it is owed permitted",
    "D08": " missing",
    "D09": " prohibited",
    "D10": "assessment status missing, may identity be given prohibited",
    "D11": " held",
    "D12": " missing",
    "D14": " prohibited",
    "D15": " prohibited",
    "D17": " prohibited",
    "D19": "Jane prohibited, Ivy prohibited",
    "D20": " prohibited",
    "D21": "a prohibited, b permitted, b; had the review gone against release prohibited",
    "D23": "a prohibited, b missing",
    "D24": " prohibited",
    "D26": "address prohibited, telephone prohibited",
    "D27": " missing",
    "D28": "must it be given permitted, from when held",
    "D30": " prohibited, what is missing missing",
    "D31": "may she be told prohibited, what is missing missing",
    "D32": "may she be told prohibited, are notices missing permitted",
    "D34": " prohibited",
    "D35": " permitted",
    "A01": " permitted",
    "A02": " missing",
    "A03": " missing",
    "A04": " undetermined",
    "A06": " missing",
    "A07": " permitted",
    "A09": " missing",
    "A10": " undetermined",
    "A11": " missing",
    "A13": " permitted",
    "A14": " permitted",
    "A16": " missing",
    "A17": " missing",
    "A19": " prohibited",
    "A20": " missing",
    "A21": " missing",
    "A23": " missing",
    "A24": " prohibited",
    "A25": " prohibited",
    "A27": " prohibited",
    "A29": " missing",
    "A30": " missing",
    "A32": " prohibited",
    "A33": " missing",
    "A35": "a permitted, b prohibited",
    "A37": "a; the youth permitted, a; the mother permitted, b; the youth prohibited, "
    "b; the mother prohibited",
    "A39": " prohibited",
}


@pytest.fixture(scope="module")
def verdicts():
    found = defaultdict(lambda: defaultdict(set))
    for asked in every_ask():
        found[asked.scenario][asked.part].add(asked.expect.verdict)
    return found


@pytest.mark.parametrize("scenario", PARTS)
def test_the_scenario_has_an_ask_for_each_part_with_its_verdict(scenario, verdicts):
    for entry in PARTS[scenario].split(", "):
        words = next(w for w in ("not covered", entry.rsplit(" ", 1)[-1]) if entry.endswith(w))
        part = entry.removesuffix(words).strip().replace(";", ",")
        assert words in verdicts[scenario][part], f"{scenario} ({part})"


def test_all_eighty_nine_are_here():
    assert len(PARTS) == 89
