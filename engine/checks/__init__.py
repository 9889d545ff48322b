"""A program goes in, what is wrong with it comes out. One function a check; to add one, write it and list it here."""

from __future__ import annotations

from ..plan import Plan
from ..problems import Problems
from ..program import Program
from ..register import Rules
from .bands import bands_meet, every_grade_has_a_band
from .division import divisors_are_not_zero
from .drafts import guesses_are_confirmed, registers_are_confirmed
from .evidence import judged_indicators_are_described
from .examples import examples_hold, examples_of_its_methods_hold
from .names import names_mean_one_thing, suppliers_exist, units_exist, usual_methods_exist
from .numbering import numbers_are_unique_and_whole
from .points import parts_carry_the_item, points_add_up, points_are_no_finer_than_scores, points_are_positive
from .printed import printed_slips_are_noted
from .requirements import parameters_meet_requirements
from .rules_of_plan import (
    day_is_not_before_the_period,
    events_have_one_meaning,
    extras_count_somewhere,
    groups_have_units,
    quotas_are_positive,
    units_have_one_sheet,
    vetoes_do_something,
)  # fmt: skip
from .suppliers import figures_are_judged_alike, suppliers_are_not_assessed

CHECKS = (
    points_are_positive,
    points_are_no_finer_than_scores,
    points_add_up,
    parts_carry_the_item,
    numbers_are_unique_and_whole,
    divisors_are_not_zero,
    parameters_meet_requirements,
    printed_slips_are_noted,
    guesses_are_confirmed,
)
PLAN_CHECKS = (
    day_is_not_before_the_period,
    groups_have_units,
    units_have_one_sheet,
    bands_meet,
    every_grade_has_a_band,
    quotas_are_positive,
    vetoes_do_something,
    extras_count_somewhere,
    events_have_one_meaning,
    suppliers_are_not_assessed,
    figures_are_judged_alike,
)
RULES_CHECKS = (
    names_mean_one_thing,
    units_exist,
    suppliers_exist,
    usual_methods_exist,
    registers_are_confirmed,
    judged_indicators_are_described,
)


def check(program: Program, problems: Problems, *, shared_methods_are_checked: bool = False) -> None:
    """Adds the problems that every check finds in a sheet's program, and those of the examples of its methods; of its own
    methods alone where those of its rules folder have been checked for all sheets."""
    for each in CHECKS:
        each(program, problems)
    examples_of_its_methods_hold(program, problems, own_only=shared_methods_are_checked)


def check_plan(plan: Plan, rules: Rules, problems: Problems) -> None:
    """Adds the problems that every check finds in a plan."""
    for each in PLAN_CHECKS:
        each(plan, rules, problems)


def check_rules(rules: Rules, problems: Problems) -> None:
    """Adds the problems that every check finds in the registers themselves, but for the ladders of their methods."""
    for each in RULES_CHECKS:
        each(rules, problems)


def check_methods(rules: Rules, problems: Problems) -> None:
    """Reads every method, whether or not a sheet uses it, and adds the problems of its examples."""
    examples_hold(rules, problems)
