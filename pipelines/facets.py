"""What channels and audiences ask of a text, searched for in one pass."""

from __future__ import annotations

from pipelines import audience_cues, channels
from pipelines.cues import Cues
from pipelines.sentences import Sentences

CUED = (*channels.CUED, *audience_cues.CUED)
_CUES = Cues(CUED)


def sentences(text: str) -> Sentences:
    return Sentences(text, _CUES)
