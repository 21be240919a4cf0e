"""What can be wrong with a file, and with one row of it."""


class Unusable(Exception):
    """Nothing of the file may be believed; the message says why and what to do."""


class NotARegister(Unusable):
    """It is something else; in a zip with other files it is left unread."""


class BadRow(Exception):
    """One row can't be kept; the message says which value and why."""
