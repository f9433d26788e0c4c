"""What is missing before submission: one answer for the check page and for `submit`."""

from dataclasses import dataclass

from baoming.applications.dossier import Dossier
from baoming.applications.sections import SECTIONS
from baoming.materials import requirements


@dataclass(frozen=True)
class Missing:
    """One thing to do: where, which field, and the sentence for it."""

    section: str
    title: str
    field: str
    sentence: str


def missing(dossier: Dossier) -> list[Missing]:
    """Everything that submitting still needs, in the order of the sections, materials last."""
    return [
        Missing(section.name, section.title, name, sentence)
        for section in SECTIONS
        for name, sentence in section.missing(dossier.frame).items()
    ] + list(owed_materials(dossier))


def owed_materials(dossier: Dossier) -> tuple[Missing, ...]:
    """Materials that an online zone wants and has not got."""
    owed = requirements.owed(dossier.slots)
    return tuple(
        Missing("materials", "上传材料", each.code, f"请上传{each.name}。") for each in owed
    )


def section_states(dossier: Dossier) -> dict[str, str]:
    """`todo` or `done` by section."""
    return {section.name: "done" if section.done(dossier.frame) else "todo" for section in SECTIONS}
