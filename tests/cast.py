"""The cast: the same four people in every test."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the cast; typed is what the person types to come in."""

    name: str
    address: str
    typed: str
    role: str


ANNA = Person("Anna Arnold", "anna.arnold@schule.example", "Apfelbaum-7-Anna", "teacher")
BORIS = Person("Boris Becker", "boris.becker@schule.example", "Birnbaum-8-Boris", "teacher")
CARLA = Person("Carla Clausen", "carla.clausen@schule.example", "Clematis-9-Carla", "helpdesk")
DARIO = Person("Dario Dorn", "dario.dorn@schule.example", "Distelfink-10-Dario", "admin")
CAST = (ANNA, BORIS, CARLA, DARIO)
# Who may enter the store for anybody: its name there and what it shows.
SERVICE = ("webmail", "Wegerich-12-Dienst")
