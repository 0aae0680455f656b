"""How Vietnamese a text looks: the share of its marked words that can be syllables of the language.

A syllable is an onset and a rime; there are fewer than 30 onsets and 170 rimes, so that damaged letters show:
no rime is `ơng`, and `cơng` is a damaged `công`. No dictionary is needed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_ONSETS = re.compile("(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?(.*)")
_RIMES = frozenset(
    re.findall(
        r"\w+",
        """a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng
    eo ep et ê êch êm ên ênh êp êt êu i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu o oc oi
    om on ong op ot ooc oong oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe
    oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u uc ui um un ung up ut ua uôc uôi uôm uôn uông
    uôt uân uâng uât uây uê uêch uênh uơ uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt
    ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu""",
    )
)
# After qu the rimes of a, e, ê, i, ơ and y; after gi those whose i the onset holds (giếng, gì).
_AFTER_QU = frozenset(
    re.findall(
        r"\w+",
        """a ac ach ai an ang anh ao at au ay ăn ăng ăp ăt ăc ăm ân ât âng ây âc e en eo et ê êch ên êt ênh i
    ich in inh it iu y yên yêt ynh ych yt ôc ơ ơi ơn""",
    )
)
_AFTER_GI = frozenset({"", "n", "êt", "êng", "ên", "êc", "êm", "êp", "p", "m"})


@lru_cache(maxsize=1 << 14)
def is_syllable(word: str) -> bool:
    """Whether a word in NFC, of any case, can be one Vietnamese syllable; its tone may be missing."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    if len(_TONES.findall(decomposed)) > 1:
        return False
    found = _ONSETS.fullmatch(unicodedata.normalize("NFC", _TONES.sub("", decomposed)))
    if found is None:
        return False
    onset, rime = found.groups()
    if onset == "qu":
        return rime in _AFTER_QU
    return rime in _RIMES or (onset == "gi" and rime in _AFTER_GI)
