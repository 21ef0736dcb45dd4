"""Campaigns as people list and open them, with what each channel's platform has confirmed."""
