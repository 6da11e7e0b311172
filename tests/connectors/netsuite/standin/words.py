"""What a SuiteQL query may be written with, looked at word by word: before anything is parsed or understood.

Functions: help, "SuiteQL Supported and Unsupported Functions" (section_158513731864); the rest: public reports of what
an account refused.
"""

import re

import sqlglot
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

from tests.connectors.netsuite.standin.answers import query_refused

_FUNCTIONS = """
    ABS ADD_MONTHS ASCII AVG CEIL COALESCE CONCAT COUNT CURRENT_DATE CURRENT_TIMESTAMP DECODE DENSE_RANK FLOOR GREATEST
    INITCAP INSTR LAST_DAY LEAST LENGTH LOWER LPAD LTRIM MAX MEDIAN MIN MOD MONTHS_BETWEEN NULLIF NVL NVL2 POWER RANK
    REGEXP_INSTR REGEXP_REPLACE REGEXP_SUBSTR REPLACE ROUND ROW_NUMBER RPAD RTRIM SIGN SUBSTR SUM SYSDATE
    SYS_EXTRACT_UTC TO_CHAR TO_CLOB TO_DATE TO_NUMBER TO_TIMESTAMP TO_TIMESTAMP_TZ TRANSLATE TRIM TRUNC UPPER
"""
FUNCTIONS = frozenset(_FUNCTIONS.split())
BUILTIN = frozenset({"DF", "CF"})  # of those that NetSuite has, the ones that are run here
_NOT = frozenset(("LIMIT", "OFFSET", "TOP", "WITH", "TRUE", "FALSE", "ILIKE", "QUALIFY", "UNION", "INTERVAL"))
_PARENTHESIS = """
    AND OR NOT IN EXISTS FROM JOIN ON SELECT WHERE WHEN THEN ELSE CASE BY OVER HAVING BETWEEN LIKE AS ANY ALL DISTINCT
    IS
"""
_BEFORE_PARENTHESIS = frozenset(_PARENTHESIS.split())  # words that are no functions
_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
MOST_IN_A_LIST = 1000


def check(query: str) -> None:
    """Raises Refusal for what NetSuite does not take."""
    try:
        tokens = sqlglot.tokenize(query, read="oracle")
    except SqlglotError as error:
        raise unparsed(query, str(error)) from None
    if not tokens or tokens[0].text.upper() != "SELECT":
        raise unparsed(query, "a query begins with SELECT")
    for place, token in enumerate(tokens):
        if token.token_type == TokenType.SEMICOLON:
            raise unparsed(query, "one statement, without a semicolon")
        if token.token_type in (TokenType.STRING, TokenType.IDENTIFIER):
            continue
        word = token.text.upper()
        if word in _NOT and not _dotted(tokens, place):
            raise unparsed(query, f"syntax error near: {word}")
        if word == "DATE" and place + 1 < len(tokens) and tokens[place + 1].token_type == TokenType.STRING:
            raise unparsed(query, "syntax error near: DATE")
        _called(tokens, place, word)
    _lists(tokens)


def _called(tokens: list[Token], place: int, word: str) -> None:
    if not _WORD.fullmatch(word) or place + 1 >= len(tokens) or tokens[place + 1].token_type != TokenType.L_PAREN:
        return
    if _dotted(tokens, place):
        owner = tokens[place - 2].text.upper()
        if owner != "BUILTIN" or word not in BUILTIN:
            raise query_refused(f"Search error occurred: Unknown function '{owner}.{word}'")
    elif word not in FUNCTIONS | _BEFORE_PARENTHESIS or word in ("LEFT", "RIGHT"):
        raise query_refused(f"Search error occurred: Unknown function '{word}'")


def _lists(tokens: list[Token]) -> None:
    """ORA-01795: at most a thousand values in a list."""
    for place, token in enumerate(tokens):
        if token.text.upper() != "IN" or place + 1 >= len(tokens) or tokens[place + 1].text != "(":
            continue
        commas = 0
        for other in tokens[place + 2 :]:
            if other.token_type == TokenType.R_PAREN:
                break
            commas += other.token_type == TokenType.COMMA
        if commas >= MOST_IN_A_LIST:
            raise query_refused("Search error occurred: Invalid or unsupported search")


def _dotted(tokens: list[Token], place: int) -> bool:
    return place > 1 and tokens[place - 1].token_type == TokenType.DOT


def unparsed(query: str, why: str) -> Exception:
    """What is no SuiteQL at all."""
    return query_refused(f"Failed to parse SQL [{query[:200]}]: {why}")
