"""A sheet and the registers go in, a program comes out: names settled, steps ordered, the figures it needs known."""

from .sheet import compile_sheet

__all__ = ["compile_sheet"]
