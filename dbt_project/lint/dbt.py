"""What dbt's cross-database macros are to the SQL linter."""


def type_string() -> str:
    """Stand in for `dbt.type_string`: the word for text that both engines know."""
    return "string"
