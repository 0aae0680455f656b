"""Every table of a store, in an order in which rows can be copied: those that others point to come first."""

from __future__ import annotations

from sqlalchemy import MetaData, Table

from store.byte_tables import byte_metadata
from store.care_tables import care_metadata
from store.coding_tables import coding_metadata
from store.copy_tables import copy_metadata
from store.cut_tables import cut_metadata
from store.delivery_tables import delivery_metadata
from store.ground import ground_metadata
from store.incident_tables import incident_metadata
from store.tables import metadata
from store.tracker_tables import tracker_metadata
from store.validation_tables import validation_metadata

_PARTS: tuple[MetaData, ...] = (
    metadata,
    validation_metadata,
    coding_metadata,
    copy_metadata,
    byte_metadata,
    ground_metadata,
    incident_metadata,
    delivery_metadata,
    care_metadata,
    tracker_metadata,
    cut_metadata,
)


def all_tables() -> list[Table]:
    return [table for part in _PARTS for table in part.sorted_tables]
