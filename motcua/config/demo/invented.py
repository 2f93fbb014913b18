"""Invented applicants, and what they answer in forms."""

import random
from datetime import date
from typing import Any

from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import FieldKind, Procedure
from motcua.people.models import Person
from motcua.people.rules import PersonKind
from motcua.web.ui import persons

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý")
MIDDLE = {"female": ("Thị", "Ngọc", "Thu", "Minh"), "male": ("Văn", "Đức", "Quang", "Hữu")}
GIVEN = ("Thí", "Dụ", "Mẫu", "Phỏng", "Giả", "Định", "Ví", "Minh Họa", "Ướm", "Chừng", "Tượng", "Trưng")
SETS = 5  # of answers for each procedure


def citizen(dice: random.Random) -> Person:
    """Somebody who does not exist, not yet kept."""
    sex = dice.choice(("female", "male"))
    year = dice.randint(1950, 1999)
    digit = {"male": 0, "female": 1}[sex]
    number = f"022{digit}{year % 100:02d}{dice.randrange(100_000, 10**6)}"
    return Person(
        kind=PersonKind.CITIZEN,
        name=" ".join((dice.choice(FAMILY), dice.choice(MIDDLE[sex]), dice.choice(GIVEN))),
        personal_id=number,
        birth_date=date(year, dice.randint(1, 12), dice.randint(1, 28)),
        sex=sex,
        phone=f"09000{dice.randrange(10**5):05d}",
        province="22",
        commune="06685",
        verified=False,
    )


class Answering:
    """Answers for each procedure with the papers that they call for: a few sets, each made once."""

    def __init__(self, dice: random.Random, today: date) -> None:
        self._dice, self._today = dice, today
        self._made: dict[str, list[tuple[dict[str, Any], tuple[str, ...]]]] = {}

    def of(self, procedure: Procedure, person: Person) -> tuple[dict[str, Any], tuple[str, ...]]:
        """What this person answers, and the codes of the documents that must be given."""
        sets = self._made.setdefault(procedure.code, [])
        if len(sets) < SETS:
            made = answers(procedure, self._today, f"{procedure.code}:{len(sets)}")
            needed = tuple(part.code for part, must in forms.components(procedure, made) if must)
            sets.append((made, needed))
        given, needed = self._dice.choice(sets)
        return told_by(procedure, person, given), needed


def answers(procedure: Procedure, today: date, seed: str) -> dict[str, Any]:
    """Answers of somebody invented, without files: nobody has uploaded any."""
    files = {
        (section.id, field.id)
        for section in procedure.form.sections
        for field in section.fields
        if field.kind is FieldKind.FILE
    }
    made = forms.example(procedure, today, seed=seed)
    return {
        section: {name: value for name, value in values.items() if (section, name) not in files}
        for section, values in made.items()
    }


def told_by(procedure: Procedure, person: Person, given: dict[str, Any]) -> dict[str, Any]:
    """The same answers, with what is known of this person where the form asks for it."""
    known = forms.prefill(procedure, persons.known(person))
    return {section: values | known.get(section, {}) for section, values in given.items()}
