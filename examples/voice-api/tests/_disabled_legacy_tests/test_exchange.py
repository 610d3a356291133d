"""Kept until it is decided what becomes of them."""

import pytest


@pytest.mark.parametrize("line", ["analogue", "isdn", "trunk", "fax", "door phone"])
def test_line_is_registered(exchange, line):
    assert exchange.line(line).registered


@pytest.mark.parametrize("code", ["*21", "*61", "*67", "#21", "##002"])
def test_feature_code(exchange, code):
    assert exchange.dial(code).accepted


@pytest.mark.parametrize("tone", ["dial", "busy", "ringing", "congestion", "waiting"])
def test_tone_is_played(exchange, tone):
    assert exchange.tone(tone).milliseconds > 0
