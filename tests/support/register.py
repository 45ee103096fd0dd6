"""A made register of schools in the form of the national one's export: every school and person in it is invented."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

# The columns of an export of 2026, in their order.
COLUMNS = [
    name.strip()
    for name in """
    URN; LA (code); LA (name); EstablishmentNumber; EstablishmentName; TypeOfEstablishment (code); TypeOfEstablishment
    (name); EstablishmentTypeGroup (code); EstablishmentTypeGroup (name); EstablishmentStatus (code);
    EstablishmentStatus (name); ReasonEstablishmentOpened (code); ReasonEstablishmentOpened (name); OpenDate;
    ReasonEstablishmentClosed (code); ReasonEstablishmentClosed (name); CloseDate; PhaseOfEducation (code);
    PhaseOfEducation (name); StatutoryLowAge; StatutoryHighAge; Boarders (code); Boarders (name); NurseryProvision
    (name); OfficialSixthForm (code); OfficialSixthForm (name); Gender (code); Gender (name); ReligiousCharacter
    (code); ReligiousCharacter (name); ReligiousEthos (name); Diocese (code); Diocese (name); AdmissionsPolicy (code);
    AdmissionsPolicy (name); SchoolCapacity; SpecialClasses (code); SpecialClasses (name); CensusDate; NumberOfPupils;
    NumberOfBoys; NumberOfGirls; PercentageFSM; TrustSchoolFlag (code); TrustSchoolFlag (name); Trusts (code); Trusts
    (name); SchoolSponsorFlag (name); SchoolSponsors (name); FederationFlag (name); Federations (code); Federations
    (name); UKPRN; FEHEIdentifier; FurtherEducationType (name); OfstedLastInsp; OfstedSpecialMeasures (code);
    OfstedSpecialMeasures (name); LastChangedDate; Street; Locality; Address3; Town; County (name); Postcode;
    SchoolWebsite; TelephoneNum; HeadTitle (name); HeadFirstName; HeadLastName; HeadPreferredJobTitle;
    BSOInspectorateName (name); InspectorateReport; DateOfLastInspectionVisit; NextInspectionVisit; TeenMoth (name);
    TeenMothPlaces; CCF (name); SENPRU (name); EBD (name); PlacesPRU; FTProv (name); EdByOther (name);
    Section41Approved (name); SEN1 (name); SEN2 (name); SEN3 (name); SEN4 (name); SEN5 (name); SEN6 (name); SEN7
    (name); SEN8 (name); SEN9 (name); SEN10 (name); SEN11 (name); SEN12 (name); SEN13 (name); TypeOfResourcedProvision
    (name); ResourcedProvisionOnRoll; ResourcedProvisionCapacity; SenUnitOnRoll; SenUnitCapacity; GOR (code); GOR
    (name); DistrictAdministrative (code); DistrictAdministrative (name); AdministrativeWard (code);
    AdministrativeWard (name); ParliamentaryConstituency (code); ParliamentaryConstituency (name); UrbanRural (code);
    UrbanRural (name); GSSLACode (name); Easting; Northing; MSOA (name); LSOA (name); InspectorateName (name);
    SENStat; SENNoStat; BoardingEstablishment (name); PropsName; PreviousLA (code); PreviousLA (name);
    PreviousEstablishmentNumber; OfstedRating (name); Country (name); UPRN; SiteName; QABName (code); QABName (name);
    EstablishmentAccredited (code); EstablishmentAccredited (name); QABReport; CHNumber; MSOA (code); LSOA (code);
    FSM; AccreditationExpiryDate
    """.replace("\n    ", " ").split(";")
]
HEADING = ",".join(f'"{name}"' for name in COLUMNS)
PRIMARY: Mapping[str, str] = {
    "URN": "100001",
    "LA (code)": "955",
    "LA (name)": "Westshire",
    "EstablishmentName": "Marram Vale Primary School",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "01-09-1996",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "3",
    "StatutoryHighAge": "11",
    "Boarders (name)": "No boarders",
    "NurseryProvision (name)": "Has Nursery Classes",
    "OfficialSixthForm (name)": "Does not have a sixth form",
    "ReligiousCharacter (name)": "Does not apply",
    "TrustSchoolFlag (name)": "Not applicable",
    "FederationFlag (name)": "Not under a federation",
    "Street": "Quillet Lane",
    "Town": "Marram Vale",
    "County (name)": "Not recorded",
    "Postcode": "ZZ1 1AA",
    "SchoolWebsite": "www.marram-vale.example",
    "TelephoneNum": "01632960101",
    "HeadTitle (name)": "Mrs",
    "HeadFirstName": "Ruth",
    "HeadLastName": "Adeyemi",
    "HeadPreferredJobTitle": "Headteacher",
    "GOR (name)": "South West",
}
ACADEMY: Mapping[str, str] = {
    **PRIMARY,
    "URN": "100002",
    "EstablishmentName": "Kestrel Moor Academy",
    "TypeOfEstablishment (name)": "Academy converter",
    "PhaseOfEducation (name)": "Secondary",
    "StatutoryLowAge": "11",
    "StatutoryHighAge": "18",
    "NurseryProvision (name)": "Not applicable",
    "OfficialSixthForm (name)": "Has a sixth form",
    "TrustSchoolFlag (name)": "Supported by a multi-academy trust",
    "Trusts (code)": "4001",
    "Trusts (name)": "Hartwold Learning Trust",
    "FederationFlag (name)": "Not applicable",
    "HeadPreferredJobTitle": "Executive Principal",
}
# Rows that a program is likely to get wrong. Of each, what differs from PRIMARY.
ODD: Mapping[str, Mapping[str, str]] = {
    "closed": {"EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2015"},
    "proposed": {"EstablishmentStatus (name)": "Proposed to open"},
    "closing": {"EstablishmentStatus (name)": "Open, but proposed to close", "CloseDate": "31-08-2027"},
    "status": {"EstablishmentStatus (name)": "Paused"},
    "no_urn": {"URN": ""},
    "welsh": {
        "TypeOfEstablishment (name)": "Welsh establishment",
        "EstablishmentName": "Ysgol Gynradd Tŷ Gwyn",
        "GOR (name)": "Wales (pseudo)",
    },
    "special": {
        "TypeOfEstablishment (name)": "Community special school",
        "PhaseOfEducation (name)": "Not applicable",
        "StatutoryLowAge": "4",
        "StatutoryHighAge": "19",
        "NurseryProvision (name)": "Not applicable",
        "OfficialSixthForm (name)": "Not applicable",
    },
    "unit": {
        "TypeOfEstablishment (name)": "Pupil referral unit",
        "PhaseOfEducation (name)": "Not applicable",
        "StatutoryLowAge": "11",
        "StatutoryHighAge": "16",
        "NurseryProvision (name)": "Not applicable",
        "ReligiousCharacter (name)": "",
    },
    "college": {"TypeOfEstablishment (name)": "Further education"},
    "university": {"TypeOfEstablishment (name)": "Higher education institutions"},
    "abroad": {"TypeOfEstablishment (name)": "British schools overseas"},
    "quoted": {"EstablishmentName": 'St Brannoc’s "Old" School, Marram: a Café', "Street": 'The "Old, Long" Barn'},
    "long": {
        "EstablishmentName": "The Blessed Sisters of Marram Vale and of Harnsey Quay Voluntary Controlled "
        "Junior and Infant School",
    },
    "code": {
        "EstablishmentName": "{{ school.urn }} *Bold* School <b>",
        "HeadLastName": "{% for x in y %}",
        "HeadPreferredJobTitle": "Head & #1",
    },
    "numbers": {
        "TelephoneNum": "1632960101",
        "StatutoryLowAge": "11",
        "StatutoryHighAge": "3",
        "SchoolWebsite": "none",
    },
    "unknown": {
        "TypeOfEstablishment (name)": "Skyborne school",
        "ReligiousCharacter (name)": "Pastafarian",
        "PhaseOfEducation (name)": "Tertiary",
    },
    "blank": dict.fromkeys(PRIMARY, ""),
}  # fmt: skip


def register_row(values: Mapping[str, str], columns: list[str] | None = None) -> str:
    """Return a row as the export writes it: words in quotation marks, a quotation mark in them twice."""
    out = io.StringIO()
    chosen = columns or COLUMNS
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([values.get(name, "") for name in chosen])
    return out.getvalue()


def odd_rows() -> list[str]:
    """Return the rows of `ODD`, each with a URN of its own, and two that are damaged before a good one."""
    rows = [
        register_row({**PRIMARY, "URN": str(200_000 + number), **values})
        for number, values in enumerate(ODD.values(), 1)
    ]
    duplicate = register_row({**PRIMARY, "EstablishmentName": "Another School of the Same Number"})
    unclosed = register_row({**PRIMARY, "URN": "300001"}).replace('"Westshire"', '"Westshire')
    short = '"300002","955","Westshire"\r\n'
    good = register_row({**PRIMARY, "URN": "300003", "EstablishmentName": "After the Damage School"})
    return [*rows, duplicate, unclosed, short, good]


def write_register(path: Path, rows: list[str], *, encoding: str = "windows-1252", heading: str = HEADING) -> Path:
    """Write a register; what Windows-1252 does not have becomes a question mark, as in the export."""
    path.write_bytes(f"{heading}\r\n{''.join(rows)}".encode(encoding, "replace"))
    return path


def made_rows(count: int, seed: int = 7) -> Iterator[str]:
    """Yield rows of invented schools: about half of them open, of many kinds, a third in one of 300 trusts."""
    chance = random.Random(seed)  # noqa: S311 - made data
    places = [
        f"{a}{b}" for a in ("Mar", "Quil", "Harn", "Dun", "Lark", "Thorn", "Fox") for b in ("ley", "wold", "mere", "by")
    ]
    for number in range(count):
        place = chance.choice(places)
        values = dict(chance.choice((PRIMARY, PRIMARY, ACADEMY)))
        if chance.random() < 0.1:
            values |= chance.choice((ODD["special"], ODD["unit"], ODD["college"], ODD["welsh"]))
        if chance.random() < 0.53:
            values |= ODD["closed"]
        council, trust = chance.randrange(153), chance.randrange(300)
        values |= {
            "URN": str(100_000 + number),
            "EstablishmentName": f"{place} {chance.choice(('Green', 'Street', 'Park', 'Hill'))} School",
            "LA (code)": str(200 + council),
            "LA (name)": f"{places[council % len(places)]}shire {council}",
            "SchoolWebsite": f"https://www.school{number}.example",
            "HeadLastName": f"Adeyemi-{place}",
        }
        if values.get("Trusts (name)"):
            values |= {
                "Trusts (code)": str(4000 + trust),
                "Trusts (name)": f"{places[trust % len(places)]} Trust {trust}",
            }
        yield register_row(values)
