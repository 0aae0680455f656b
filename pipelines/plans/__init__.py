"""What plans and other acts that assign tasks say: tasks, bodies, times, purposes, funding, reports."""

from pipelines.plans.reading import read_plan

__all__ = ["read_plan"]
