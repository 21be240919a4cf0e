"""The conferences of a half-term as one problem: without clock or database, the same plan for the same input.

``problem`` says what is to be planned, ``slots`` which times a case may have and what stands in the way of
the others, ``solver`` finds the plan, ``choices`` what could be done for a case that fits nowhere.
"""
