"""Writing answers in the layout of a survey platform's export."""

from tamkit.survey.write.files import PLATFORMS, write

__all__ = ["PLATFORMS", "write"]
