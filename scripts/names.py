"""Make names of people and schools of many cultures, and try the rules on answers with all of them.

    python -m scripts.names              try the rules with 5,000 names of people and 5,000 of schools
    python -m scripts.names --sample     write the names that the tests use, tests/data/names/

Needs Faker (`pip install faker`), which nothing else does. The same seed and version of Faker give the same names.
"""

from __future__ import annotations

import argparse
import random
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from policygen.check.non_answers import name_problem, phrase_problem

SEED, COUNT, SAMPLE = 20261129, 5000, 500
DATA = Path(__file__).parents[1] / "tests" / "data" / "names"

# A school's name in the languages of Faker's places: {place} is a town or family name there.
SCHOOLS = {
    "en_GB": (
        "{place} Primary School",
        "The {place} School",
        "{place} Academy",
        "St {given}'s CE Primary School",
        "St {given} and St {other}'s Catholic School",
        "{place} and {place2} Federation",
        "{place} High School for Girls",
        "Sir {given} {family}'s School",
        "The {family} Academy, {place}",
        "{place} C of E (VA) Primary School",
        "{place} UTC",
        "King {given} VI School",
        "Our Lady of {place} R.C. Primary School",
        "{place} Infant & Nursery School",
        "The {place} Pupil Referral Unit",
        "{place} Studio School",
        "St {given}'s 2",
        "Academy {number}",
        "The Grange School",
        "School No. {number}",
        "{place} Community College (16–19)",
        "Holy Trinity, {place}",
        "St. {given}'s School, {place}",
        "{place} Hall",
        "Dr {family}'s Grammar School",
        "{place} Ltd.",
    ),
    "en_IE": ("Scoil {given}", "{place} Educate Together National School", "Coláiste {family}"),
    "ga_IE": ("Gaelscoil {family}", "Bunscoil {given}"),
    "en_US": (
        "P.S. {number} {given} {family}",
        "{family} Charter School",
        "{place} K-8",
        "The {place} Country Day School",
    ),
    "fr_FR": ("École élémentaire {place}", "Lycée français {given} {family}", "Collège de l’{place}"),
    "de_DE": ("{place}er Grundschule", "Gymnasium {place}", "{given}-{family}-Schule", "{number}. Grundschule {place}"),
    "es_ES": ("Colegio {place}", "C.E.I.P. {given} {family}", "Instituto Español {family}"),
    "it_IT": ("Scuola primaria {place}", "Liceo «{given} {family}»"),
    "pt_PT": ("Escola Básica de {place}", "Agrupamento de Escolas {given} {family}"),
    "nl_NL": ("Basisschool {place}", "De {family}school", "'t {place}"),
    "pl_PL": ("Szkoła Podstawowa nr {number} w {place}", "Liceum im. {given} {family}"),
    "cs_CZ": ("Základní škola {place}", "{number}. ZŠ {place}"),
    "sv_SE": ("{place}skolan",),
    "da_DK": ("{place} Skole",),
    "no_NO": ("{place} barneskole",),
    "fi_FI": ("{place}n koulu",),
    "is_IS": ("Grunnskóli {family}",),
    "hu_HU": ("{place}i Általános Iskola",),
    "ro_RO": ("Școala Gimnazială nr. {number} {place}",),
    "hr_HR": ("OŠ {place}",),
    "sl_SI": ("OŠ {place}",),
    "lt_LT": ("{family} gimnazija",),
    "lv_LV": ("{family} vidusskola",),
    "et_EE": ("{family} Kool",),
    "el_GR": ("{number}ο Δημοτικό Σχολείο {place}",),
    "ru_RU": ("Школа № {number} {place}",),
    "uk_UA": ("Школа № {number}, {place}",),
    "bg_BG": ("ОУ „{given} {family}“",),
    "mk_MK": ("ОУ {family}",),
    "tr_TR": ("{family} İlkokulu",),
    "az_AZ": ("{place} {number} nömrəli məktəb",),
    "hy_AM": ("{place} դպրոց {number}",),
    "ka_GE": ("{place} სკოლა {number}",),
    "he_IL": ("בית ספר {place}", "תלמוד תורה {family}"),
    "ar_SA": ("مدرسة {family}", "أكاديمية {given}"),
    "fa_IR": ("دبستان {family}",),
    "hi_IN": ("{place} विद्यालय",),
    "bn_BD": ("{place} উচ্চ বিদ্যালয়",),
    "ta_IN": ("{place} பள்ளி",),
    "gu_IN": ("{given} શાળા",),
    "ne_NP": ("श्री {place} विद्यालय",),
    "th_TH": ("โรงเรียน{place}",),
    "ja_JP": ("{place}立小学校", "{family}学園"),
    "ko_KR": ("{place}초등학교",),
    "zh_CN": ("{place}第{number}中学", "{place}小学"),
    "zh_TW": ("{place}國小",),
    "vi_VN": ("Trường Tiểu học {place}",),
    "id_ID": ("SD Negeri {number} {place}",),
    "yo_NG": ("{family} Grammar School",),
    "zu_ZA": ("{family} Primary",),
    "ig_NG": ("{family} Community School",),
    "en_IN": ("{place} Public School", "Shree {family} Hindu School"),
    "en_PK": ("{family} Islamic Girls’ School",),
    "tw_GH": ("{family} Preparatory",),
    "sw": ("Shule ya {family}",),
}


def people(count: int) -> list[str]:
    """Return as many different names of people, from each of Faker's locales in turn."""
    fakers = _fakers()
    return _different(count, (faker.name() for _ in iter(int, 1) for faker in fakers.values()))


def schools(count: int) -> list[str]:
    """Return as many different names of schools, from each language in turn; every sixth is English."""
    fakers, chance = _fakers(), random.Random(SEED)  # noqa: S311 - names for a trial
    return _different(count, _schools(fakers, chance))


def sample(names: list[str]) -> list[str]:
    """Return some of the names, chosen by the seed, in their order."""
    chosen = random.Random(SEED).sample(range(len(names)), SAMPLE)  # noqa: S311 - names for a trial
    return [names[at] for at in sorted(chosen)]


def _schools(fakers: dict[str, object], chance: random.Random) -> Iterator[str]:
    while True:
        for at, (locale, patterns) in enumerate(SCHOOLS.items()):
            for language, wordings in ((locale, patterns), *([("en_GB", SCHOOLS["en_GB"])] if at % 6 == 0 else [])):
                yield _filled(fakers[language], chance.choice(wordings), chance)


def _filled(faker: object, pattern: str, chance: random.Random) -> str:
    def make(name: str) -> str:
        return str(getattr(faker, name)()).strip()

    return pattern.format(
        place=make("city"), place2=make("last_name"), given=make("first_name"), other=make("first_name"),
        family=make("last_name"), number=chance.randint(1, 400),
    )  # fmt: skip


def _fakers() -> dict[str, object]:
    from faker import Faker
    from faker.config import AVAILABLE_LOCALES

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = {locale: Faker(locale) for locale in sorted(AVAILABLE_LOCALES)}
    for faker in found.values():
        faker.seed_instance(SEED)
    return found


def _different(count: int, names: Iterator[str]) -> list[str]:
    composed = (unicodedata.normalize("NFC", name) for name in names)
    return list(islice(dict.fromkeys(islice(composed, count * 20)), count))


def _trial(kind: str, names: list[str], *problems: Callable[[str], object]) -> int:
    refused = [name for name in names if any(problem(name) for problem in problems)]
    print(f"{kind}: {len(names)} names, {len(refused)} refused")
    for name in refused:
        print(f"  {name}")
    return len(refused)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--sample", action="store_true", help="write the names that the tests use")
    given = arguments.parse_args()
    if given.sample:
        for name, made in (("people", people(COUNT)), ("schools", schools(COUNT))):
            (DATA / f"{name}.txt").write_text("".join(f"{each}\n" for each in sample(made)), encoding="utf-8")
        return
    raise SystemExit(
        bool(
            _trial("People", people(COUNT), name_problem, phrase_problem)
            + _trial("Schools", schools(COUNT), phrase_problem)
        )
    )


if __name__ == "__main__":
    main()
