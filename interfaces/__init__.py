"""Ways in (REST, CLI, workers, projector, scheduler) and the wiring of all parts."""
