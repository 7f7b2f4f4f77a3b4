"""Every sentence a person reads, by key, in one catalogue a language: errors, warnings, notes, report, command line.

`Message` stands on the ground: whoever has something to say names a key and values, and only who shows it to a person
asks for a language. The keys begin with the package that says them.
"""

from tamkit.messages.catalogue import add_language, languages, remove_language
from tamkit.messages.message import Indented, Lines, Message, language, say, speak

__all__ = ["Indented", "Lines", "Message", "add_language", "language", "languages", "remove_language", "say", "speak"]
