"""Pictures, tables and arithmetic that let a person see inside."""
