"""Who stands around one deployment, and the addresses that they know."""

from dataclasses import dataclass

from e2e.deployment import Deployment
from e2e.refusing import (
    DESK_FORMS,
    DESK_PAGES,
    OWN_FORMS,
    OWN_PAGES,
    PUBLIC_FORMS,
    forms_of,
    pages_of,
    verbs_on,
)
from e2e.road import Candidate, Officer, Visitor


@dataclass
class People:
    guest: Visitor
    drafter: Candidate
    submitter: Candidate
    stranger: Candidate
    center: Officer
    zone: Officer
    site: Officer
    other_site: Officer
    other_zone: Officer

    def forms(self) -> list[str]:
        """Every address that takes a form."""
        own = [*OWN_FORMS, *forms_of(self.drafter), "/logout"]
        return [*PUBLIC_FORMS, *own, *self.desk_forms()]

    def desk_forms(self) -> list[str]:
        return [*verbs_on(self.submitter), *DESK_FORMS, "/desk/logout"]

    def own_pages(self) -> list[str]:
        return [*OWN_PAGES, *pages_of(self.drafter)]

    def desk_pages(self) -> list[str]:
        return [*DESK_PAGES, f"/desk/applications/{self.submitter.number}"]


def gather(deployment: Deployment) -> People:
    drafter, stranger = (deployment.candidate().drafting() for _ in range(2))
    staff = ("center", "zone43", "changsha", "zhuzhou", "zone41")
    return People(
        deployment.visitor(),
        drafter,
        deployment.candidate().submitted(),
        stranger,
        *(deployment.officer(each) for each in staff),
    )
