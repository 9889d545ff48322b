"""A sheet and the registers go in, a program comes out: names settled, steps ordered, the figures it needs known."""

from .sheet import DIGITS, compile_sheet

__all__ = ["DIGITS", "compile_sheet"]
