"""Expressions of a page: a small part of JavaScript's, compiled to calls that Jinja2 can evaluate.

Every text and decimal of the page goes through `constants`, every operator through a helper that knows null
and decimals, so the template's source holds nothing but names, whole numbers and calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?)
      | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<op>=>|===|!==|==|!=|<=|>=|&&|\|\||\?\?|[-+*/%<>!?:().,\[\]])
    )""",
    re.VERBOSE,
)
_BINARY = (("||",), ("&&",), ("==", "!=", "===", "!=="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"))
_WORDS = {"true": "true", "false": "false", "null": "none", "undefined": "none"}
_FORBIDDEN = {"new", "function", "await", "typeof", "this", "let", "const", "var"}


class ExpressionError(Exception):
    """The text is not an expression of the subset; the message says which part is not."""


def compile_expression(text: str, constant: Callable[[Any], str]) -> str:
    """Jinja2 source of an expression. `constant` stores a value and gives the source that reads it."""
    return _Compiler(text, constant).whole()


class _Compiler:
    def __init__(self, text: str, constant: Callable[[Any], str]) -> None:
        self.text, self.constant = text, constant
        self.tokens = self._tokens(text)
        self.at = 0

    @staticmethod
    def _tokens(text: str) -> list[tuple[str, str]]:
        tokens, at = [], 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if not found:
                raise ExpressionError(f"{text[at:].strip()[:12]!r} is not part of an expression here")
            kind = found.lastgroup or "op"
            tokens.append((kind, found[kind]))
            at = found.end()
        return tokens

    def _peek(self) -> str:
        kind, value = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
        return value if kind == "op" else ""

    def _take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise ExpressionError(f"{{{self.text}}} ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def _expect(self, op: str) -> None:
        if self._peek() != op:
            raise ExpressionError(f"{op!r} is missing in {{{self.text}}}")
        self.at += 1

    def whole(self) -> str:
        if not self.tokens:
            raise ExpressionError("the braces hold no expression")
        code = self._ternary()
        if self.at < len(self.tokens):
            extra = self.tokens[self.at][1]
            hint = "arrow functions are not supported" if extra == "=>" else f"{extra!r} was not expected"
            raise ExpressionError(f"{hint} in {{{self.text}}}")
        return code

    def _ternary(self) -> str:
        condition = self._coalesce()
        if self._peek() != "?":
            return condition
        self._expect("?")
        yes = self._ternary()
        self._expect(":")
        # A condition that is withheld is what comes of it: neither side is true.
        chosen = f"({yes} if _goes({condition}) else {self._ternary()})"
        return f"(_reason({condition}) if _is_withheld({condition}) else {chosen})"

    def _coalesce(self) -> str:
        code = self._binary(0)
        while self._peek() == "??":
            self._take()
            code = f"_coalesce({code}, {self._binary(0)})"
        return code

    def _binary(self, level: int) -> str:
        if level == len(_BINARY):
            return self._unary()
        code = self._binary(level + 1)
        while self._peek() in _BINARY[level]:
            op = self._take()[1]
            right = self._binary(level + 1)
            if op in ("&&", "||"):
                # What is withheld is passed on, whatever stands on the other side.
                stays = f"_goes({code}) or _is_withheld({code})"
                both = f"({right} if _goes({code}) else {code})"
                code = both if op == "&&" else f"({code} if {stays} else {right})"
            else:
                code = f"_op({self.constant(op)}, {code}, {right})"
        return code

    def _unary(self) -> str:
        if self._peek() == "!":
            self._take()
            return f"_not({self._unary()})"
        if self._peek() == "-":
            self._take()
            return f"_op({self.constant('-')}, 0, {self._unary()})"
        return self._postfix(self._primary())

    def _primary(self) -> str:
        kind, value = self._take()
        if kind == "number":
            return value if value.isdigit() else self.constant(Decimal(value))
        if kind == "string":
            return self.constant(re.sub(r"\\(.)", r"\1", value[1:-1]))
        if value == "(":
            code = self._ternary()
            self._expect(")")
            return code
        if kind != "name":
            raise ExpressionError(f"{value!r} was not expected in {{{self.text}}}")
        if value in _FORBIDDEN:
            raise ExpressionError(f"{value!r} is not part of the subset")
        if value == "fmt" and self._peek() == "(":
            return self._fmt()
        if value == "known" and self._peek() == "(":
            self._expect("(")
            code = self._ternary()
            self._expect(")")
            return f"(not _is_withheld({code}))"
        return _WORDS.get(value, f"v_{value}")

    def _fmt(self) -> str:
        self._expect("(")
        value = self._ternary()
        self._expect(",")
        tag = self._ternary()
        self._expect(")")
        return f"_fmt({value}, {tag})"

    def _postfix(self, code: str) -> str:
        while self._peek() in (".", "[", "("):
            op = self._take()[1]
            if op == "(":
                raise ExpressionError("only fmt(value, 'format') and known(value) can be called")
            if op == "[":
                code = f"_get({code}, {self._ternary()})"
                self._expect("]")
            else:
                kind, name = self._take()
                if kind != "name":
                    raise ExpressionError(f"a name must follow the point in {{{self.text}}}")
                code = f"_get({code}, {self.constant(name)})"
        return code
