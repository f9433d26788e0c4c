from tests.simulator.stage import stage, staged

__all__ = ["stage", "staged"]
