"""Kinds of letter as reference data: their versions, what can be changed in them, and who may."""
