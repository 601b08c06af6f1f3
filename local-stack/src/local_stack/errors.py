"""What can go wrong while a stack is started; each message is fit to be shown to a person as it is."""


class StackError(Exception):
    """A part of the stack could not be started, stopped or reached."""


class ProcessDiedError(StackError):
    """A process ended before it was ready."""


class AddressInUseError(ProcessDiedError):
    """Somebody took the port between its choice and its use: worth another try with a new one."""


class MissingProgramError(StackError):
    """A program or library of the system is not installed; the message says which package has it."""


class NotOursError(StackError):
    """The part was given by the environment: it is used, never started, stopped or wiped."""
