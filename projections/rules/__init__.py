"""Rules as people list them, and what each of them did or held back."""
