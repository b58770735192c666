"""What text blocks refuse when they are off; the addresses while writing: test_text_blocks.py."""

from tests.contacts.ways import Verb, Way
from webmail.accounts import TextBlocks
from webmail.policy import Feature

OF_TEXT_BLOCKS: dict[Feature, tuple[tuple[Verb, ...], tuple[Way, ...], str, str]] = {
    Feature.TEXT_BLOCKS: (
        (lambda policy: TextBlocks(1, policy=policy),),
        (
            ("/settings/blocks", None),
            ("/settings/blocks/new", None),
            ("/settings/blocks/1", None),
            ("/settings/blocks/new", {"name": "a", "text": "b"}),
            ("/settings/blocks/1", {"name": "a", "text": "b"}),
            ("/settings/blocks/1/move", {"way": "up"}),
            ("/settings/blocks/1/remove", {"sure": "yes"}),
        ),
        "Textbaustein einfügen …",
        "/compose/new",
    ),
}
