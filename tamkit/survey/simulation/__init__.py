"""Answers with a known truth, labelled as simulated wherever they go."""

from tamkit.survey.simulation.simulate import Simulated, simulate

__all__ = ["Simulated", "simulate"]
