"""Run by Alembic: uses the connection it is handed, so that a migration is one transaction of ours."""

from __future__ import annotations

from alembic import context

from bot.store.tables import metadata
from kb.library import metadata as kb_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[metadata, kb_metadata],
    transaction_per_migration=False,
)
context.run_migrations()
