"""The matters that are sensitive in every school, as long as an installation says nothing else."""

from webmail.mail.writing.guards.sensitive import Matter
from webmail.policy import N_

_HEALTH = N_("Health data must not be sent by email to addresses outside the service.")
_REPORTS = N_("Expert reports on pupils must not be sent by email to addresses outside the service.")
_PUPILS = N_("Data on individual pupils must not be sent by email to addresses outside the service.")
_ACCOUNTS = N_("Bank details must not be sent by email to addresses outside the service.")
_BY_POST = N_("By post in a sealed envelope, or in person.")
_IN_PERSON = N_("In person, by telephone, or by post in a sealed envelope.")

SHIPPED = (
    Matter(
        "diagnosis",
        N_("Diagnosis"),
        ("diagnos*", "attest", "atteste", "ärztlich*", "adhs", "adhd", "autis*", "medical report*"),
        _HEALTH,
        _BY_POST,
    ),
    Matter(
        "assessment",
        N_("Expert report"),
        ("*gutachten", "gutachter*", "assessment", "assessments", "expert report*", "expert opinion*"),
        _REPORTS,
        _BY_POST,
    ),
    Matter(
        "support_needs",
        N_("Support needs"),
        (
            "*förderbedarf*", "*foerderbedarf*", "förderschwerpunkt*", "förderplan*", "nachteilsausgleich*",
            "support needs", "special needs", "special educational needs",
        ),
        _PUPILS,
        _IN_PERSON,
    ),
    Matter(
        "grades",
        N_("Grade list"),
        (
            "noten-liste*", "noten-übersicht*", "noten-spiegel", "zensuren-liste*", "zeugnis-noten",
            "grade-list*", "list of grades", "grade-sheet*",
        ),
        _PUPILS,
        _IN_PERSON,
    ),
    Matter("iban", N_("Bank account (IBAN)"), (), _ACCOUNTS, _BY_POST),
    Matter("birth_date", N_("Date of birth"), (), _PUPILS, _IN_PERSON),
)  # fmt: skip
