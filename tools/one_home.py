"""A rule for import-linter: some packages may be imported from one home only, by nobody else.

Its own `protected` rule does the same, but fails for a package or a home that does not exist yet.
"""

from __future__ import annotations

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OneHome(Contract):
    """Kept while every module that imports one of `packages` directly stands in one of `homes`."""

    type_name = "one_home"

    packages = cast("list[str]", fields.ListField(subfield=fields.StringField()))
    homes = cast("list[str]", fields.ListField(subfield=fields.StringField()))

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - import-linter's signature
        """Tell whether somebody outside imports what lives here, and who."""
        strays = sorted(
            f"{importer} imports {package}"
            for package in _below(graph.modules, self.packages)
            for importer in graph.find_modules_that_directly_import(package)
            if not _stands_in(importer, self.homes)
        )
        return ContractCheck(kept=not strays, metadata={"strays": strays})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each stray import, then where it belongs."""
        for stray in check.metadata["strays"]:
            output.print_error(stray, bold=False)
        output.print_error(f"Only these may: {', '.join(self.homes)}.", bold=False)
        output.new_line()


def _below(modules: set[str], tops: list[str]) -> list[str]:
    return [module for module in sorted(modules) if _stands_in(module, tops)]


def _stands_in(module: str, tops: list[str]) -> bool:
    return any(module == top or module.startswith(f"{top}.") for top in tops)
