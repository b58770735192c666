"""The help pages: what each is called, and in which part of the list it stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from webmail.policy import N_


@dataclass(frozen=True, slots=True)
class Topic:
    """One help page: its name in the address and of the operator's file; its heading, English source text."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Group:
    """Topics that stand together in the list."""

    title: str
    topics: tuple[Topic, ...]


QUESTIONS = Group(
    N_("Frequent questions"),
    (
        Topic("address", N_("Do I have to apply for the address?")),
        Topic("programs", N_("Why no Outlook, no phone app?")),
        Topic("accounts", N_("Why no other accounts?")),
        Topic("forwarding", N_("Why no forwarding?")),
        Topic("sending", N_("What is checked before sending?")),
    ),
)
GUIDES = Group(
    N_("Guides"),
    (
        Topic("reading", N_("Read messages")),
        Topic("tidying", N_("Tidy up")),
        Topic("finding", N_("Find messages")),
        Topic("writing", N_("Write messages")),
        Topic("contacts", N_("Address book")),
        Topic("groups", N_("Groups and school lists")),
        Topic("images", N_("Images and attachments")),
        Topic("shortcuts", N_("Keyboard shortcuts")),
    ),
)
CONTACT = Topic("contact", N_("Contact"))
# The way out has an address of its own, with or without a support code.
SIGN_OUT = Topic("guide", N_("How to sign out completely"))

TOPICS: Mapping[str, Topic] = {topic.name: topic for topic in (*QUESTIONS.topics, *GUIDES.topics, CONTACT)}
