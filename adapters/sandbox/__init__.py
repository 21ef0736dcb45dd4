"""A stand-in for the three advertising platforms that speaks their real wire protocols.

It knows nothing of the product: shared mistakes would hide in shared code.
"""
