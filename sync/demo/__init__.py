"""The example company: two fictional sellers, their customers and a year of invoices, made from a seed."""

from sync.demo.companies import EMIT_FROM, REMIND_FROM, TODAY
from sync.demo.dirty import Dirty, dirty
from sync.demo.generate import generate

__all__ = ["EMIT_FROM", "REMIND_FROM", "TODAY", "Dirty", "dirty", "generate"]
