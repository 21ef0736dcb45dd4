"""Python's collector of cycles, in a process that is built once and then serves: a pass over all of it takes 0.1 s."""

import gc


def collect_rarely(new_objects: int = 10_000) -> None:
    """Leave alone what is there now, and look at the rest each time so many objects more are alive.

    Nothing of what a process is built of is garbage before its end, and what a request leaves behind is freed by its
    reference counts.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(new_objects, 20, 20)
