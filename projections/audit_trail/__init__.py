"""The history as an auditor reads it: one sentence a fact, with who, when and why."""
